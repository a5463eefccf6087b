using Cart.Engine;

namespace Cart.Faults;

/// <summary>The least that a cart is: which of up to 64 products it holds, and whether it was ordered.</summary>
/// <param name="Held">One bit for each product.</param>
/// <param name="Ordered">Whether the cart became an order.</param>
internal readonly record struct CartModel(ulong Held, bool Ordered)
{
    public static Operation<CartModel> Add(long start, long? end, ulong product) => new(
        start, end, state => (!state.Ordered, state with { Held = state.Held | product }), $"add {product:x}");

    public static Operation<CartModel> Remove(long start, long? end, ulong product) => new(
        start, end, state => (!state.Ordered, state with { Held = state.Held & ~product }), $"remove {product:x}");

    public static Operation<CartModel> Read(long start, long end, CartState seen, ulong held) => new(
        start, end, state => (Shows(state, seen, held), state), $"read {seen} {held:x}");

    /// <summary>A checkout; with nothing ordered where its outcome is not known.</summary>
    public static Operation<CartModel> Checkout(long start, long? end, ulong? ordered) => new(
        start,
        end,
        state => (state.Ordered || ordered is null || state.Held == ordered, state with { Ordered = true }),
        $"checkout {ordered:x}");

    // A cart whose order was just placed may be still frozen, with its lines.
    private static bool Shows(CartModel state, CartState seen, ulong held) => seen switch
    {
        CartState.Ordered => state.Ordered,
        CartState.CheckingOut => state.Held == held,
        _ => !state.Ordered && state.Held == held,
    };
}
