"""Square roots by multiprocessing.Pool. A line "map 1000000" on stdin is answered by one line of JSON on stdout."""
import json
import math
import multiprocessing
import os
import sys
import time


def main():
    processes = os.cpu_count()
    with multiprocessing.Pool(processes) as pool:
        for line in sys.stdin:
            what, count = line.split()
            numbers = list(range(1, int(count) + 1))
            # What Pool.map takes by default; imap's own default, 1, is far slower.
            chunk = -(-len(numbers) // (4 * processes))
            start = time.perf_counter()
            if what == "map":
                roots = pool.map(math.sqrt, numbers)
            elif what == "imap":
                roots = list(pool.imap(math.sqrt, numbers, chunksize=chunk))
            else:
                raise ValueError(what)
            seconds = time.perf_counter() - start
            right = roots == [math.sqrt(number) for number in numbers]
            print(json.dumps({"seconds": seconds, "right": right}), flush=True)


if __name__ == "__main__":
    main()
