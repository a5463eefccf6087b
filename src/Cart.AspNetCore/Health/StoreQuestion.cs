using Cart.Engine;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cart.AspNetCore;

/// <summary>A question that a store is asked to see whether it answers.</summary>
internal static class StoreQuestion
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<HealthCheckResult> AskAsync(Func<CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await ask(patience.Token).WaitAsync(patience.Token).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (CartUnavailableException exception)
        {
            return HealthCheckResult.Unhealthy("The store does not answer.", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"The store did not answer within {Patience.TotalSeconds} s.", exception);
        }
    }
}
