using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>
/// Remembers, in the transaction that commits an order, that things follow from it: its cart is to be closed, its discount to be
/// confirmed, its handlers to be told. Whoever has done all that says so; what nobody says in time falls due for anyone.
/// </summary>
/// <remarks>
/// An extension point, implemented beside <see cref="IOrderStore"/> on the same data. An implementation passes the contract suite in
/// <c>tests/Cart.Testing</c>. All methods throw <see cref="CartUnavailableException"/> when the store does not answer.
/// </remarks>
public interface IOrderOutbox
{
    /// <summary>
    /// How long after its commit an order falls due. The process that committed it is done much earlier, unless it died.
    /// </summary>
    static TimeSpan Grace => TimeSpan.FromSeconds(15);

    /// <summary>
    /// Takes entries that are due, for one caller alone. An entry that is not completed falls due again after the lease, which doubles
    /// with every time it was taken, up to a thousandfold.
    /// </summary>
    /// <param name="limit">How many, at most 1000.</param>
    /// <param name="lease">How long they are taken for the first time.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<ImmutableArray<OutboxEntry>> TakeAsync(int limit, TimeSpan lease, CancellationToken cancellationToken = default);

    /// <summary>Removes the entries of orders from which nothing follows any more. Repeating it is harmless.</summary>
    ValueTask CompleteAsync(IReadOnlyCollection<OrderId> orders, CancellationToken cancellationToken = default);

    /// <summary>Gives up the entries of orders that are older than <paramref name="retention"/>; the orders stay. Returns how many.</summary>
    ValueTask<long> ExpireAsync(TimeSpan retention, CancellationToken cancellationToken = default);

    /// <summary>Measures the backlog.</summary>
    ValueTask<OutboxBacklog> MeasureAsync(CancellationToken cancellationToken = default);
}
