using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.Options;

namespace Cart.Redis.Tests;

public sealed class RedisAgainstModelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Redis_and_memory_answer_and_hold_the_same_after_every_step(int block)
    {
        var options = Options.Create(RandomCommands.TightLimits);
        var redis = new RedisCartStore(RedisLink.Of(await TestRedis.ConnectionAsync()), options, TimeProvider.System, CartKeys.Default);
        foreach (var seed in Enumerable.Range(block * 1000, 25))
        {
            var model = new InMemoryCartStore(options, TimeProvider.System);
            await RandomCommands.CompareAsync(seed, steps: 60, model, redis, TestContext.Current.CancellationToken);
        }
    }
}
