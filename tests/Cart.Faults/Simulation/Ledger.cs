using Cart.Engine;

namespace Cart.Faults;

/// <summary>What happened in a simulation, written down outside of the stores, so that it is lost by none of their faults.</summary>
internal sealed class Ledger(World world)
{
    private readonly Dictionary<(CartId, long), CartSnapshot> _frozen = [];
    private readonly Dictionary<CartId, long> _settled = [];

    public HashSet<CartId> Carts { get; } = [];

    public List<Token> Tokens { get; } = [];

    public List<OrderDraft> Orders { get; } = [];

    public List<(CartId Cart, Order Order)> Answers { get; } = [];

    public HashSet<OrderId> CheckedOutHeard { get; } = [];

    public HashSet<OrderId> PlacedHeard { get; } = [];

    public Dictionary<CartId, List<Operation<CartModel>>> Histories { get; } = [];

    public List<string> Violations { get; } = [];

    /// <summary>The step of the last loss of a server of carts; what was acknowledged before it may be gone.</summary>
    public int LastRollBack { get; set; } = -1;

    public bool HasMerged { get; set; }

    public void Frozen(CartSnapshot cart) => _frozen[(cart.Id, cart.Fence)] = cart;

    public void Settled(CartId cart, long fence) => _settled[cart] = Math.Max(fence, _settled.GetValueOrDefault(cart));

    public void Placed(OrderDraft draft)
    {
        var cart = draft.Cart;
        if (Orders.Any(order => order.Id == draft.Id))
        {
            return;
        }

        Check(Orders.All(order => order.Cart.Id != cart.Id), $"cart {cart.Id} has two orders");
        Check(cart.Fence > _settled.GetValueOrDefault(cart.Id), $"an attempt that was settled placed order {draft.Id}");
        Check(
            _frozen.TryGetValue((cart.Id, cart.Fence), out var frozen) && frozen.Lines.SequenceEqual(cart.Lines),
            $"order {draft.Id} is not what was frozen under its fence");
        Orders.Add(draft);
    }

    public void Note(CartId cart, Operation<CartModel> operation)
    {
        if (!Histories.TryGetValue(cart, out var history))
        {
            Histories[cart] = history = [];
        }

        history.Add(operation);
    }

    public void Check(bool holds, string violation)
    {
        if (!holds)
        {
            Violations.Add($"step {world.Scheduler.Steps}: {violation}");
        }
    }
}
