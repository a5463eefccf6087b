using System.Collections.Immutable;
using Cart.Engine;
using Cart.Redis;
using StackExchange.Redis;

namespace Cart.Embedded;

/// <summary>
/// Checks the embedded server by the rules of Redis that apply to it. It has no replicas, no <c>maxmemory</c> and no settings of Redis, so
/// what these rules advise cannot be done here.
/// </summary>
/// <param name="link">The connection to the server.</param>
/// <param name="redis">The rules of Redis.</param>
/// <param name="dataDirectory">Where the carts are, for the operator.</param>
/// <param name="isInProcess">Whether the server is in this process, not in that of a shop which runs.</param>
/// <param name="outage">Says why the server does not run; null while it runs.</param>
internal sealed class EmbeddedCartCheck(
    RedisLink link, RedisCheck redis, string dataDirectory, bool isInProcess, Func<string?> outage) : IStoreCheck
{
    private static readonly HashSet<string> OfRedisAlone = new(StringComparer.Ordinal)
    {
        "redis_replicas", "redis_memory", "redis_hash_limits", "redis_busy_threshold", "redis_cluster", "redis_fsync", "redis_last_write", "redis_clock",
    };

    /// <inheritdoc/>
    public string Name => "embedded_carts";

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<CheckFinding>> CheckAsync(CheckContext context, CancellationToken cancellationToken = default)
    {
        if (outage() is { } why)
        {
            return
            [
                new CheckFinding(
                    Name, CheckLevel.Away, $"the embedded server does not run: {why}", "Carts can neither be read nor changed.",
                    "Make room on the disk; the server then starts again by itself within seconds."),
            ];
        }

        var findings = await redis.CheckAsync(context, cancellationToken).ConfigureAwait(false);
        var where = link.Current?.GetEndPoints().Select(EndPointCollection.ToString).ToList() ?? [];
        IEnumerable<CheckFinding> memory = isInProcess ? [EmbeddedMemory.Find(Environment.WorkingSet, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)] : [];
        return
        [
            .. findings.Where(static finding => !OfRedisAlone.Contains(finding.Name)).Select(finding => finding with { Found = Named(finding.Found, where) }),
            .. memory,
        ];
    }

    private string Named(string found, IEnumerable<string?> where) =>
        where.Aggregate(found, (text, endpoint) => string.IsNullOrEmpty(endpoint) ? text : text.Replace(endpoint, $"embedded server in {dataDirectory}", StringComparison.Ordinal));
}
