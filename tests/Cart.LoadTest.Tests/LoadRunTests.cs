namespace Cart.LoadTest.Tests;

public sealed class LoadRunTests
{
    // 200 operations are due within 200 ms; a store that answers nobody until the last is due has made half of them wait for 100 ms.
    [Fact]
    public async Task An_open_loop_counts_the_wait_of_everyone_who_was_due()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var contender = Contender(async (number, _) =>
        {
            if (number == 199)
            {
                gate.SetResult();
            }

            await gate.Task;
            return true;
        });

        var figures = await new LoadRun(contender, new Load(1, 1_000, TimeSpan.FromMilliseconds(200))).RunAsync(TestContext.Current.CancellationToken);

        Assert.InRange(figures.P50, 90, double.MaxValue);
        Assert.InRange(figures.P99, 190, double.MaxValue);
        Assert.Equal(0, figures.Errors);
    }

    [Fact]
    public async Task Failures_and_refusals_are_counted_apart()
    {
        var contender = Contender(static (number, _) => (number % 4) switch
        {
            0 => throw new TimeoutException("too slow"),
            1 => Task.FromResult(false),
            _ => Task.FromResult(true),
        });

        var figures = await new LoadRun(contender, new Load(1, 1_000, TimeSpan.FromMilliseconds(40))).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal((10, 10, "too slow"), (figures.Errors, figures.Refused, figures.FirstError));
    }

    [Fact]
    public async Task A_closed_loop_carries_out_each_operation_once()
    {
        var carried = new int[10_000];
        await ClosedLoop.RunAsync(
            callers: 32,
            carried.Length,
            (number, _) =>
            {
                Interlocked.Increment(ref carried[number]);
                return Task.CompletedTask;
            },
            TestContext.Current.CancellationToken);

        Assert.All(carried, static times => Assert.Equal(1, times));
    }

    private static Contender Contender(Func<int, CancellationToken, Task<bool>> operation) => new()
    {
        Name = "test",
        Operation = operation,
        CheckAsync = static _ => Task.FromResult(new LossCheck("operations", 0, 0, 0)),
        CleanAsync = static _ => Task.CompletedTask,
    };
}
