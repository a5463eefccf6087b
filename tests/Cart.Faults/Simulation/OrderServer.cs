using Cart.Engine;

namespace Cart.Faults;

/// <summary>
/// The database of a simulation: the real rules of the orders in memory, and beside them what a real server does with a commit whose
/// client has gone: it carries it out later, or not at all; whoever touches the same cart waits for that.
/// </summary>
internal sealed class OrderServer(World world, SimulatedClock clock)
{
    private readonly List<(CartId Cart, Func<Task> Commit)> _underWay = [];

    public InMemoryDiscountStore Discounts { get; } = new();

    public InMemoryOrderStore Orders => field ??= new InMemoryOrderStore(Discounts, clock);

    public async Task<Placement> PlaceAsync(OrderDraft draft)
    {
        await DecideAsync(draft.Cart.Id);
        var placement = await Orders.PlaceAsync(draft);
        if (world.Broken is BrokenRule.CapOnlyInTheGate && placement is Placement.DiscountRefused { Error.Code: "discount_exhausted" })
        {
            var discount = (await Discounts.FindAsync(draft.Discounts[0]))!;
            await Discounts.UpdateAsync(discount with { MaxUses = discount.MaxUses + 1 });
            placement = await Orders.PlaceAsync(draft);
        }

        if (placement is Placement.Placed)
        {
            world.Ledger.Placed(draft);
        }

        world.Trace($"{draft.Cart.Id} order {draft.Id} with fence {draft.Cart.Fence} -> {placement}");
        return placement;
    }

    public async Task<OrderId?> SettleAsync(CartId cart, long fence)
    {
        await DecideAsync(cart);
        var order = world.Broken is BrokenRule.NoFence ? (await Orders.FindByCartAsync(cart))?.Id : await Orders.SettleAsync(cart, fence);
        if (order is null)
        {
            world.Ledger.Settled(cart, fence);
        }

        return order;
    }

    public void LeaveUnderWay(CartId cart, Func<Task> commit) => _underWay.Add((cart, commit));

    /// <summary>Ends what is under way, each commit carried out or rolled back.</summary>
    public async Task DecideAsync(CartId? cart = null)
    {
        foreach (var waiting in _underWay.Where(waiting => cart is null || waiting.Cart == cart).ToList())
        {
            _underWay.Remove(waiting);
            if (world.Dice.Flip())
            {
                await waiting.Commit();
            }
        }
    }
}
