using Microsoft.Extensions.DependencyInjection;

namespace Cart.Engine.Tests;

public sealed class EventTests
{
    private static readonly ProductKey Widget = new(7, 42);
    private static readonly ProductKey Gadget = new(7, 43);

    private readonly List<string> _heard = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_way_a_line_changes_is_told_once_after_the_effect()
    {
        using var host = new FacadeHost(configure: builder => builder.Services.AddSingleton<ICartEventHandler<CartEvent>>(new Listener(_heard)));
        var cart = host.Request(new InMemoryCartSession());
        var guest = host.Request(new InMemoryCartSession());

        await cart.AddAsync(Widget, 1m, 2, cancellationToken: Cancellation);
        await cart.UpdateAsync(Widget, 3, cancellationToken: Cancellation);
        await cart.AddBulkAsync([new BulkItem(Widget, 1m), new BulkItem(Gadget, 1m)], cancellationToken: Cancellation);
        await cart.SetBulkAsync([new BulkItem(Widget, 1m, 7), new BulkItem(new ProductKey(7, 44), 1m)], cancellationToken: Cancellation);
        await cart.UpdateAsync(Gadget, 0, cancellationToken: Cancellation);
        await cart.RemoveAsync(new ProductKey(7, 44), cancellationToken: Cancellation);
        await guest.AddAsync(Widget, 1m, cancellationToken: Cancellation);
        await cart.MergeAsync(guest, cancellationToken: Cancellation);
        await cart.CheckoutAsync(cancellationToken: Cancellation);
        await cart.CheckoutAsync(cancellationToken: Cancellation);
        await cart.ClearAsync(cancellationToken: Cancellation);

        Assert.Equal(
            [
                "added 7:42 x 2 in 2", "updated 7:42 x 3 in 3", "added 7:42 x 4 in 5", "added 7:43 x 1 in 5", "updated 7:42 x 7 in 9",
                "added 7:44 x 1 in 9", "deleted 7:43 x 1 in 8", "removed 7:44 x 1 in 7", "added 7:42 x 1 in 1", "updated 7:42 x 8 in 8", "cleared in 0",
                "checked out 8 in 8", "cleared in 0",
            ],
            _heard);
    }

    [Fact]
    public async Task Refusals_are_not_told()
    {
        using var host = new FacadeHost(
            new CartOptions { MaxQuantityPerItem = 3 },
            builder => builder.Services.AddSingleton<ICartEventHandler<CartEvent>>(new Listener(_heard)));
        var cart = host.Request(new InMemoryCartSession());

        await Assert.ThrowsAsync<InvalidQuantityException>(() => cart.AddAsync(Widget, 1m, 4, cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ItemDoesNotExistException>(() => cart.UpdateAsync(Widget, 1, cancellationToken: Cancellation));
        await Assert.ThrowsAsync<CartRefusedException>(() => cart.CheckoutAsync(cancellationToken: Cancellation));

        Assert.Empty(_heard);
    }

    [Fact]
    public async Task A_handler_that_throws_changes_nothing_for_the_shopper_or_the_other_handlers()
    {
        using var host = new FacadeHost(configure: builder => builder
            .AddEventHandler<ItemAdded, Thrower>()
            .AddEventHandler<CartCheckedOut, Thrower>()
            .Services.AddSingleton<ICartEventHandler<CartEvent>>(new Listener(_heard)));
        var cart = host.Request(new InMemoryCartSession());

        Assert.Equal(1, (await cart.AddAsync(Widget, 1m, cancellationToken: Cancellation)).Quantity.ToInt32());
        Assert.Equal("placed", (await cart.TryCheckoutAsync(cancellationToken: Cancellation)).Outcome);

        Assert.Equal(["added 7:42 x 1 in 1", "checked out 1 in 1"], _heard);
    }

    private sealed class Thrower : ICartEventHandler<CartEvent>
    {
        public ValueTask HandleAsync(CartEvent cartEvent, CancellationToken cancellationToken) => throw new InvalidOperationException("No.");
    }

    private sealed class Listener(List<string> heard) : ICartEventHandler<CartEvent>
    {
        public ValueTask HandleAsync(CartEvent cartEvent, CancellationToken cancellationToken)
        {
            heard.Add(cartEvent switch
            {
                ItemAdded added => $"added {Shown(added.Line)}",
                ItemUpdated updated => $"{(updated.Deleted ? "deleted" : "updated")} {Shown(updated.Line)}",
                ItemRemoved removed => $"removed {Shown(removed.Line)}",
                CartCleared => "cleared",
                CartCheckedOut placed => $"checked out {placed.Order.Lines.Sum(line => line.Quantity.ToInt32())}",
                _ => cartEvent.ToString(),
            } + $" in {cartEvent.Cart.Count}");
            return ValueTask.CompletedTask;
        }

        private static string Shown(CartLine line) => $"{line.Product} x {line.Quantity}";
    }
}
