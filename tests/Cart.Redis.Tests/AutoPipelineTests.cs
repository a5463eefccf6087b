using System.Collections.Concurrent;
using Cart.Engine;
using Microsoft.Extensions.Options;

namespace Cart.Redis.Tests;

public sealed class AutoPipelineTests
{
    private readonly AutoPipeline _pipeline = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Callers_who_come_together_send_in_the_order_in_which_they_came()
    {
        var sent = new ConcurrentQueue<int>();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(SendAsync));

        Assert.Equal(Enumerable.Range(0, 100), sent);

        async Task SendAsync(int number)
        {
            await _pipeline.NextTurn;
            sent.Enqueue(number);
        }
    }

    [Fact]
    public async Task Nobody_sends_beside_another_and_everybody_gets_every_turn()
    {
        var (sending, overlaps, turns) = (0, 0, 0);

        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(CallAsync, Cancellation)));

        Assert.Equal(0, overlaps);
        Assert.Equal(64 * 500, turns);

        async Task CallAsync()
        {
            for (var i = 0; i < 500; i++)
            {
                await _pipeline.NextTurn;
                overlaps += Interlocked.Increment(ref sending) == 1 ? 0 : 1;
                turns++;
                Interlocked.Decrement(ref sending);
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Who_fails_in_the_own_turn_takes_no_other_along()
    {
        var calls = Enumerable.Range(0, 30).Select(SendAsync).ToArray();

        await Task.WhenAll(calls).ContinueWith(static _ => { }, Cancellation, TaskContinuationOptions.None, TaskScheduler.Default);

        Assert.All(calls.Select(static (call, number) => (call, number)), static pair =>
            Assert.Equal(pair.number % 3 == 0 ? TaskStatus.Faulted : TaskStatus.RanToCompletion, pair.call.Status));

        async Task SendAsync(int number)
        {
            await _pipeline.NextTurn;
            if (number % 3 == 0)
            {
                throw new InvalidOperationException("on purpose");
            }
        }
    }

    [Fact]
    public async Task Who_blocks_a_thread_with_the_answer_holds_up_no_other()
    {
        var store = new RedisCartStore(
            RedisLink.Of(await TestRedis.ConnectionAsync()), Options.Create(new CartOptions()), TimeProvider.System, CartKeys.Default);
        using var othersAreAnswered = new ManualResetEventSlim();

        var blocking = BlockAsync();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ => await store.GetAsync(CartId.New(), Cancellation)));
        othersAreAnswered.Set();

        Assert.True(await blocking);

        async Task<bool> BlockAsync()
        {
            await store.GetAsync(CartId.New(), Cancellation).ConfigureAwait(false);
            return othersAreAnswered.Wait(TimeSpan.FromSeconds(30), Cancellation);
        }
    }
}
