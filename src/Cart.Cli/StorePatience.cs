using Cart.Engine;
using Polly;
using Polly.Retry;

namespace Cart.Cli;

/// <summary>How long a replay puts up with a store that does not answer.</summary>
internal static class StorePatience
{
    /// <summary>Tries up to four times, within a few seconds; then <see cref="CartUnavailableException"/> gets through.</summary>
    public static ResiliencePipeline Create(TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<CartUnavailableException>(),
                MaxRetryAttempts = 3,
                Delay = TimeSpan.FromMilliseconds(100),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .Build();
}
