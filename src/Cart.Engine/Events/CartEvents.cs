using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cart.Engine;

/// <summary>Something that happened to a cart. No other types derive from it.</summary>
/// <remarks>
/// Events come after the effect and never change it. A change that is sent again under its operation id brings no second event.
/// </remarks>
public abstract class CartEvent
{
    private protected CartEvent(CartSnapshot cart) => Cart = cart;

    /// <summary>Gets the cart as it was after the change, or later.</summary>
    public CartSnapshot Cart { get; }
}

/// <summary>Units were added to a line, or a new line came by a merge or a restore.</summary>
/// <param name="cart">The cart as it was after the change, or later.</param>
/// <param name="line">The line as it is now.</param>
public sealed class ItemAdded(CartSnapshot cart, CartLine line) : CartEvent(cart)
{
    /// <summary>Gets the line as it is now.</summary>
    public CartLine Line { get; } = line;
}

/// <summary>A line was set to another quantity or price, or removed by setting its quantity to 0.</summary>
/// <param name="cart">The cart as it was after the change, or later.</param>
/// <param name="line">The line as it is now, or as it was before it was removed.</param>
/// <param name="deleted">Whether the line was removed.</param>
public sealed class ItemUpdated(CartSnapshot cart, CartLine line, bool deleted) : CartEvent(cart)
{
    /// <summary>Gets the line as it is now, or as it was before it was removed.</summary>
    public CartLine Line { get; } = line;

    /// <summary>Gets whether the line was removed.</summary>
    public bool Deleted { get; } = deleted;
}

/// <summary>A line was removed.</summary>
/// <param name="cart">The cart as it was after the change, or later.</param>
/// <param name="line">The line as it was.</param>
public sealed class ItemRemoved(CartSnapshot cart, CartLine line) : CartEvent(cart)
{
    /// <summary>Gets the line as it was.</summary>
    public CartLine Line { get; } = line;
}

/// <summary>All lines were removed, or another cart took them over.</summary>
/// <param name="cart">The cart as it was after the change, or later.</param>
public sealed class CartCleared(CartSnapshot cart) : CartEvent(cart);

/// <summary>
/// A cart with lines was left alone for as long as <see cref="AbandonmentOptions.IdleFor"/> says. Told once, whichever process notices, and
/// again only after a change that was followed by another such time; told not at all if the process dies in between.
/// </summary>
/// <param name="cart">The cart as it is. It may change at any moment: a shopper comes back.</param>
/// <param name="idleSince">When the cart was last changed, to the second.</param>
public sealed class CartAbandoned(CartSnapshot cart, DateTimeOffset idleSince) : CartEvent(cart)
{
    /// <summary>Gets when the cart was last changed, to the second.</summary>
    public DateTimeOffset IdleSince { get; } = idleSince;
}

/// <summary>
/// The cart became an order. Told in the request that placed the order; should that process die, or a handler fail, it is told again
/// from the outbox until all handlers have taken it: a handler recognises a repeat by the id of the order.
/// </summary>
/// <param name="cart">The cart that became the order.</param>
/// <param name="order">The order.</param>
public sealed class CartCheckedOut(CartSnapshot cart, Order order) : CartEvent(cart)
{
    /// <summary>Gets the order.</summary>
    public Order Order { get; } = order;
}

/// <summary>
/// An order was placed. Unlike <see cref="CartCheckedOut"/> it is told behind the request, so that the shopper does not wait for what the
/// shop does with the order. Told at least once, also when the process died: a handler recognises a repeat by the id of the order.
/// </summary>
/// <param name="cart">The cart that became the order.</param>
/// <param name="order">The order.</param>
public sealed class OrderPlaced(CartSnapshot cart, Order order) : CartEvent(cart)
{
    /// <summary>Gets the order.</summary>
    public Order Order { get; } = order;
}

/// <summary>Hears of what happened to carts.</summary>
/// <typeparam name="TEvent">One of the events, or <see cref="CartEvent"/> for all of them.</typeparam>
/// <remarks>
/// An extension point: register handlers with <c>AddEventHandler</c>. They run one after the other, in the request, after the change
/// took effect. One that throws is logged and counted, and changes nothing for the shopper or the other handlers. What is told of an
/// order is told again until every handler has taken it (<see cref="CartCheckedOut"/>, <see cref="OrderPlaced"/>).
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "A handler of cart events, not a delegate.")]
public interface ICartEventHandler<in TEvent>
    where TEvent : CartEvent
{
    /// <summary>Handles an event.</summary>
    ValueTask HandleAsync(TEvent cartEvent, CancellationToken cancellationToken = default);
}

/// <summary>Brings events to their handlers. For use within one request.</summary>
internal sealed class CartEvents(IServiceProvider services, ILogger<CartEvents> logger)
{
    /// <summary>The name of the meter that counts handlers that failed, as <c>cart.events.handler_failures</c>.</summary>
    public const string MeterName = "Cart.Engine";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "cart.events.handler_failures", "{failure}", "Event handlers that threw.");

    /// <summary>Gets whether there are handlers of anything but orders. Those of orders bring their own cart.</summary>
    public bool AreHeard => Any<CartEvent>() || Any<ItemAdded>() || Any<ItemUpdated>() || Any<ItemRemoved>() || Any<CartCleared>();

    /// <summary>Brings an event to the handlers of its type, then to the handlers of all events. Never throws for a handler.</summary>
    /// <returns>Whether all handlers took it.</returns>
    public async ValueTask<bool> PublishAsync<TEvent>(TEvent cartEvent, CancellationToken cancellationToken = default)
        where TEvent : CartEvent
    {
        var taken = true;
        foreach (var handler in services.GetServices<ICartEventHandler<TEvent>>())
        {
            taken &= await HandleAsync(handler, cartEvent, cancellationToken).ConfigureAwait(false);
        }

        foreach (var handler in services.GetServices<ICartEventHandler<CartEvent>>())
        {
            taken &= await HandleAsync(handler, cartEvent, cancellationToken).ConfigureAwait(false);
        }

        return taken;
    }

    private bool Any<TEvent>()
        where TEvent : CartEvent => services.GetServices<ICartEventHandler<TEvent>>().Any();

    // Whatever a handler throws: the change is done, and the shopper is told so.
    private async ValueTask<bool> HandleAsync<TEvent>(ICartEventHandler<TEvent> handler, TEvent cartEvent, CancellationToken cancellationToken)
        where TEvent : CartEvent
    {
        try
        {
            await handler.HandleAsync(cartEvent, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception)
        {
            var name = cartEvent.GetType().Name;
            logger.HandlerFailed(exception, name);
            Failures.Add(1, new KeyValuePair<string, object?>("event", name));
            return false;
        }
    }
}
