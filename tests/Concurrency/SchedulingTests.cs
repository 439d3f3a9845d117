using Xunit;

namespace ParallelCmdlets.Concurrency;

/// <summary>The window under many schedules, chosen by Microsoft.Coyote.</summary>
public class SchedulingTests
{
    private const uint Iterations = 400;

    [Theory]
    [InlineData(nameof(Scenarios.Claim_against_complete))]
    [InlineData(nameof(Scenarios.Full_window_against_emission))]
    [InlineData(nameof(Scenarios.Full_window_against_unordered_emission))]
    [InlineData(nameof(Scenarios.Items_used_again_against_completion))]
    [InlineData(nameof(Scenarios.Items_used_again_against_stop))]
    [InlineData(nameof(Scenarios.Stop_against_everything))]
    [InlineData(nameof(Scenarios.Notice_against_wait))]
    [InlineData(nameof(Scenarios.Deadline_against_completion))]
    [InlineData(nameof(Scenarios.Deadline_against_retry))]
    [InlineData(nameof(Scenarios.Retry_against_close))]
    [InlineData(nameof(Scenarios.Retry_against_stop))]
    [InlineData(nameof(Scenarios.Stuck_executor_against_the_end))]
    [InlineData(nameof(Scenarios.Stuck_executor_that_comes_back_against_its_item_used_again))]
    [InlineData(nameof(Scenarios.Calls_against_the_end))]
    [InlineData(nameof(Scenarios.Hanging_call_against_the_end))]
    [InlineData(nameof(Scenarios.Late_end_of_a_call_against_its_item_used_again))]
    [InlineData(nameof(Scenarios.Late_start_of_a_call_against_its_item_used_again))]
    [InlineData(nameof(Scenarios.Hanging_calls_against_stop))]
    [InlineData(nameof(Scenarios.Slow_input_against_idle_executors))]
    [InlineData(nameof(Scenarios.Initialization_against_the_end))]
    [InlineData(nameof(Scenarios.Sound_giving_up))]
    [InlineData(nameof(Scenarios.Sound_mini_window))]
    public void Holds_under_every_schedule(string scenario) => Assert.Null(Exploration.Explore(scenario, Iterations));

    [Theory]
    [InlineData(nameof(Scenarios.Seeded_lost_wake_up), "Deadlock")]
    [InlineData(nameof(Scenarios.Seeded_second_lost_wake_up), "Deadlock")]
    [InlineData(nameof(Scenarios.Seeded_look_at_the_end_before_the_beginning), "between their scripts")]
    [InlineData(nameof(Scenarios.Seeded_hand_in_before_abandonment), "steps")]
    [InlineData(nameof(Scenarios.Seeded_abandonment_before_the_end_of_the_attempt), "given up")]
    [InlineData(nameof(Scenarios.Seeded_slot_that_is_freed_twice), "2 of 1 slots")]
    [InlineData(nameof(Scenarios.Seeded_dropped_pulse), "Deadlock")]
    [InlineData(nameof(Scenarios.Seeded_claim_outside_of_the_lock), "Claimed were")]
    public void A_seeded_fault_is_found(string scenario, string report) =>
        Assert.Contains(report, Exploration.Explore(scenario, Iterations) ?? "nothing");
}
