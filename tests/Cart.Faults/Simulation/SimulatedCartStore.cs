using Cart.Engine;

namespace Cart.Faults;

/// <summary>The carts as one process reaches them.</summary>
internal sealed class SimulatedCartStore(World world, Actor process) : ICartStore
{
    public async ValueTask<CartSnapshot> GetAsync(CartId id, CancellationToken cancellationToken = default) =>
        await world.Network.SendAsync(process, () => world.ShardOf(id).GetAsync(id));

    public async ValueTask<OperationMatch> FindOperationAsync(
        CartId id, Shopper shopper, OperationId operation, string content, CancellationToken cancellationToken = default) =>
        world.Broken is BrokenRule.NoOperationRing
            ? OperationMatch.None
            : await world.Network.SendAsync(process, () => world.ShardOf(id).FindOperationAsync(id, shopper, operation, content));

    public async ValueTask<CartResult> ApplyAsync(CartId id, CartCommand command, CancellationToken cancellationToken = default)
    {
        if (world.Broken is BrokenRule.NoOperationRing && command is CartMutation { Operation: not null } mutation)
        {
            command = mutation with { Operation = null };
        }

        return await world.Network.SendAsync(process, async () =>
        {
            var result = await world.ShardOf(id).ApplyAsync(id, command);
            if (command is BeginCheckout && result is { Status: CartStatus.Ok, Snapshot: { } frozen })
            {
                world.Ledger.Frozen(frozen);
            }

            if (result.Successor is { } successor)
            {
                world.Ledger.Carts.Add(successor);
            }

            return result;
        });
    }
}
