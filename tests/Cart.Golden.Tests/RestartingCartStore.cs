using Cart.Engine;

namespace Cart.Golden.Tests;

/// <summary>A store that is made anew for each call: a step of a case may change a setting, which a shop does by a restart.</summary>
internal sealed class RestartingCartStore(Func<ICartStore> start) : ICartStore
{
    public ValueTask<CartSnapshot> GetAsync(CartId id, CancellationToken cancellationToken = default) => start().GetAsync(id, cancellationToken);

    public ValueTask<OperationMatch> FindOperationAsync(
        CartId id, Shopper shopper, OperationId operation, string content, CancellationToken cancellationToken = default) =>
        start().FindOperationAsync(id, shopper, operation, content, cancellationToken);

    public ValueTask<CartResult> ApplyAsync(CartId id, CartCommand command, CancellationToken cancellationToken = default) =>
        start().ApplyAsync(id, command, cancellationToken);
}
