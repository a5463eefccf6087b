namespace Cart.Faults.Tests;

/// <summary>The checker itself: it must be able to say no.</summary>
public sealed class LinearizabilityTests
{
    [Fact]
    public void What_was_added_is_seen_by_who_reads_later()
    {
        Assert.True(Holds(CartModel.Add(1, 2, 1), CartModel.Read(3, 4, Engine.CartState.Open, 1)));
        Assert.False(Holds(CartModel.Add(1, 2, 1), CartModel.Read(3, 4, Engine.CartState.Open, 0)));
    }

    [Fact]
    public void Who_reads_at_the_same_time_may_see_it_or_not()
    {
        Assert.True(Holds(CartModel.Add(1, 5, 1), CartModel.Read(2, 3, Engine.CartState.Open, 1)));
        Assert.True(Holds(CartModel.Add(1, 5, 1), CartModel.Read(2, 3, Engine.CartState.Open, 0)));
        Assert.False(Holds(
            CartModel.Add(1, 9, 1), CartModel.Read(2, 3, Engine.CartState.Open, 1), CartModel.Read(4, 5, Engine.CartState.Open, 0)));
    }

    [Fact]
    public void What_was_never_answered_takes_effect_late_or_never_but_once()
    {
        var lost = CartModel.Add(1, null, 1);

        Assert.True(Holds(lost, CartModel.Read(2, 3, Engine.CartState.Open, 0), CartModel.Read(8, 9, Engine.CartState.Open, 1)));
        Assert.True(Holds(lost, CartModel.Read(2, 3, Engine.CartState.Open, 0)));
        Assert.False(Holds(lost, CartModel.Read(2, 3, Engine.CartState.Open, 1), CartModel.Read(4, 5, Engine.CartState.Open, 0)));
    }

    [Fact]
    public void An_order_holds_what_was_there_and_nothing_is_added_after_it()
    {
        Assert.True(Holds(CartModel.Add(1, 2, 1), CartModel.Checkout(3, 4, 1)));
        Assert.False(Holds(CartModel.Add(1, 2, 1), CartModel.Checkout(3, 4, 0)));
        Assert.False(Holds(CartModel.Checkout(1, 2, 0), CartModel.Add(3, 4, 1)));
        Assert.False(Holds(CartModel.Add(1, 2, 1), CartModel.Checkout(3, 4, 1), CartModel.Read(5, 6, Engine.CartState.Open, 1)));
        Assert.True(Holds(CartModel.Add(1, 2, 1), CartModel.Checkout(3, 4, 1), CartModel.Read(5, 6, Engine.CartState.CheckingOut, 1)));
    }

    private static bool Holds(params Operation<CartModel>[] history) => Linearizability.Holds(history, default);
}
