using System.Collections.Immutable;
using Cart.Engine;

namespace Cart.Faults;

/// <summary>The least that a cart is: which of up to 64 products it holds, and whether it was ordered.</summary>
/// <param name="Held">One bit for each product.</param>
/// <param name="Ordered">Whether the cart became an order.</param>
internal readonly record struct CartModel(ulong Held, bool Ordered)
{
    public static Operation<CartModel> Add(long start, long? end, int token) => new(
        start, end, state => (!state.Ordered, state with { Held = state.Held | (1UL << token) }), $"add {token}");

    public static Operation<CartModel> Remove(long start, long? end, int token) => new(
        start, end, state => (!state.Ordered, state with { Held = state.Held & ~(1UL << token) }), $"remove {token}");

    public static Operation<CartModel> Read(long start, long end, CartSnapshot seen) => new(
        start,
        end,
        state => (Shows(state, seen), state),
        $"read {seen.State} {string.Join(',', seen.Lines.Select(line => line.Product))}");

    /// <summary>A checkout; with no order where its outcome is not known.</summary>
    public static Operation<CartModel> Checkout(long start, long? end, Order? order) => new(
        start,
        end,
        state => (state.Ordered || order is null || state.Held == Mask(order.Lines), state with { Ordered = true }),
        $"checkout {(order is null ? "?" : string.Join(',', order.Lines.Select(line => line.Product)))}");

    // A cart whose order was just placed may be still frozen, with its lines.
    private static bool Shows(CartModel state, CartSnapshot seen) => seen.State switch
    {
        CartState.Ordered => state.Ordered,
        CartState.CheckingOut => state.Held == Mask(seen.Lines),
        _ => !state.Ordered && state.Held == Mask(seen.Lines),
    };

    private static ulong Mask(ImmutableArray<CartLine> lines) =>
        lines.Aggregate(0UL, static (mask, line) => mask | (1UL << int.Parse(line.Product.ObjectId, System.Globalization.CultureInfo.InvariantCulture)));
}
