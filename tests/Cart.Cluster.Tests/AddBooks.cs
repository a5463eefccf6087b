using Cart.Engine;
using Cart.Faults;

namespace Cart.Cluster.Tests;

/// <summary>
/// Compares what callers were told with what the carts hold. Every add is one unit and one version, so a version that was acknowledged
/// twice was lost the first time, one above the cart's was lost too, and one that nobody was told of must be an uncertain add.
/// </summary>
internal static class AddBooks
{
    /// <summary>Holds each cart to what was acknowledged, and returns the acknowledged adds that a failover took back.</summary>
    public static async Task<IReadOnlyList<(CartId Cart, long Version, long At)>> LostOfAsync(
        AddingCallers callers, IEnumerable<CartId> ids, ICartStore carts)
    {
        var acknowledged = callers.Acknowledged.ToLookup(static add => add.Cart);
        var uncertain = callers.Failures.Where(static failure => failure.OutcomeUnknown).ToLookup(static failure => failure.Cart);
        var lost = new List<(CartId Cart, long Version, long At)>();
        foreach (var id in ids)
        {
            var cart = await carts.GetAsync(id, TestContext.Current.CancellationToken);
            var versions = acknowledged[id].ToLookup(static add => add.Version);
            Assert.Equal(cart.Version, cart.Count);
            var kept = versions.Where(version => version.Key <= cart.Version).ToArray();
            Assert.InRange(cart.Version - kept.Length, 0, uncertain[id].Count());
            lost.AddRange(kept.SelectMany(static version => version.OrderBy(static add => add.At).SkipLast(1)));
            lost.AddRange(versions.Where(version => version.Key > cart.Version).SelectMany(static version => version));
        }

        return lost;
    }
}
