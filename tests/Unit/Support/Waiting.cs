using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using Xunit;

namespace ParallelCmdlets.Tests;

/// <summary>Waits with a limit: what does not come makes a test fail, never hang.</summary>
internal static class Waiting
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Runs code on a thread of its own and waits for its end.</summary>
    public static void Run(Action code) => Start(code).Join();

    /// <summary>Starts code on a thread of its own.</summary>
    public static Started Start(Action code) => new(code);

    public static void For(ManualResetEventSlim signal) => Assert.True(signal.Wait(Limit), "The signal did not come in time.");

    public static void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, Limit), "The condition was not met in time.");

    /// <summary>A running thread whose exception is the test's.</summary>
    internal sealed class Started
    {
        private readonly Thread _thread;
        private ExceptionDispatchInfo? _failure;
        private volatile bool _begun;

        public Started(Action code)
        {
            _thread = new Thread(() => Run(code)) { IsBackground = true };
            _thread.Start();

            // The start of a thread has waits of its own.
            Until(() => _begun);
        }

        public bool HasEnded => !_thread.IsAlive;

        /// <summary>Whether it ends although nobody lets it: a look at its state alone may meet a wait on its way.</summary>
        public bool EndsByItself => _thread.Join(100);

        /// <summary>Waits until the thread sleeps in a wait, or has ended.</summary>
        public void UntilItWaits() => Until(() => HasEnded || (_thread.ThreadState & ThreadState.WaitSleepJoin) != 0);

        public void Join()
        {
            Assert.True(_thread.Join(Limit), "The thread did not end in time.");
            _failure?.Throw();
        }

        private void Run(Action code)
        {
            _begun = true;
            try
            {
                code();
            }
            catch (Exception exception)
            {
                _failure = ExceptionDispatchInfo.Capture(exception);
            }
        }
    }
}
