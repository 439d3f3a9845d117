# Asynchronous workers: 1,000 calls are in flight, and none of them needs a thread.
@{
    Name = 'await'; About = '10,000 items that await 100 ms, 1,000 in flight'; Items = 10000; Unit = 'ms'; Rounds = 3
    With = $(
        if (-not ('ParallelCmdlets.Peers.Later' -as [type])) {
            Add-Type -TypeDefinition @'
using System.Threading.Tasks;

namespace ParallelCmdlets.Peers
{
    public static class Later
    {
        public static async Task<int> Same(int item)
        {
            await Task.Delay(100);
            return item;
        }

        public static int[] ForAsync(int[] items, int limit)
        {
            var results = new int[items.Length];
            Parallel.ForAsync(0, items.Length, new ParallelOptions { MaxDegreeOfParallelism = limit }, async (i, _) => results[i] = await Same(items[i])).Wait();
            return results;
        }
    }
}
'@
        }
        [ParallelCmdlets.Peers.Later]::Same
    )
    Loop = { param($in) $in }
    Sides = [ordered] @{
        'Invoke-ParallelMap' = { param($in, $worker) $in | Invoke-ParallelMap $worker -ThrottleLimit 1000 }
        'C# Parallel.ForAsync' = { param($in) [ParallelCmdlets.Peers.Later]::ForAsync([int[]] $in, 1000) }
    }
    Limit = 1300
}
