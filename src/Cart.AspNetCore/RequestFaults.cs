using Cart.Engine;
using Microsoft.Extensions.Logging;

namespace Cart.AspNetCore;

/// <summary>
/// Logs what makes requests fail that their clients did nothing wrong with: one line when it begins, one when it ends, with a count. A
/// store logs its own fault as well; these lines also cover stores of the host, and a host that has more requests than it can serve.
/// </summary>
internal sealed class RequestFaults(ILogger<RequestFaults> logger, TimeProvider time)
{
    // Requests that need nothing of the store that is away succeed meanwhile. They must not end the fault.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(10);

    /// <summary>Gets the log of stores that are not available.</summary>
    public FaultLog Stores { get; } = new((cause, _) => logger.StoreUnavailable(cause), logger.StoreAvailable, time, Calm);

    /// <summary>Gets the log of a catalog that throws.</summary>
    public FaultLog Catalog { get; } = new((_, fault) => logger.CatalogFailed(fault), logger.CatalogAnswers, time, Calm);
}
