using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cart.Engine;

/// <summary>Represents an event of a cart. Only the types in this file derive from it.</summary>
/// <remarks>
/// Events are published after the change and never affect it. A change that is repeated under its operation id publishes no second event.
/// </remarks>
public abstract class CartEvent
{
    private protected CartEvent(CartSnapshot cart) => Cart = cart;

    /// <summary>Gets the cart as it was after the change, or later.</summary>
    public CartSnapshot Cart { get; }
}

/// <summary>Occurs when units were added to a line, or a merge or an import created a line.</summary>
/// <param name="cart">The cart as it was after the change, or later.</param>
/// <param name="line">The line as it is now.</param>
public sealed class ItemAdded(CartSnapshot cart, CartLine line) : CartEvent(cart)
{
    /// <summary>Gets the line as it is now.</summary>
    public CartLine Line { get; } = line;
}

/// <summary>Occurs when a line was set to another quantity or price, or removed by setting its quantity to 0.</summary>
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

/// <summary>Occurs when a line was removed.</summary>
/// <param name="cart">The cart as it was after the change, or later.</param>
/// <param name="line">The line as it was.</param>
public sealed class ItemRemoved(CartSnapshot cart, CartLine line) : CartEvent(cart)
{
    /// <summary>Gets the line as it was.</summary>
    public CartLine Line { get; } = line;
}

/// <summary>Occurs when all lines were removed, or another cart took them over.</summary>
/// <param name="cart">The cart as it was after the change, or later.</param>
public sealed class CartCleared(CartSnapshot cart) : CartEvent(cart);

/// <summary>
/// Occurs when a cart with lines was idle for <see cref="AbandonmentOptions.IdleFor"/>. It is published once, by one process, and again only after
/// a change and another such period. It is lost if the process dies in between.
/// </summary>
/// <param name="cart">The cart. It may change at any moment, if the shopper comes back.</param>
/// <param name="idleSince">The time of the last change, to the second.</param>
public sealed class CartAbandoned(CartSnapshot cart, DateTimeOffset idleSince) : CartEvent(cart)
{
    /// <summary>Gets the time of the last change, to the second.</summary>
    public DateTimeOffset IdleSince { get; } = idleSince;
}

/// <summary>
/// Occurs when a cart became an order. It is published in the request that placed the order. If the process dies or a handler fails, it is
/// published again from the outbox until all handlers have succeeded. Handlers recognise a repeat by the order id.
/// </summary>
/// <param name="cart">The cart that became the order.</param>
/// <param name="order">The order.</param>
public sealed class CartCheckedOut(CartSnapshot cart, Order order) : CartEvent(cart)
{
    /// <summary>Gets the order.</summary>
    public Order Order { get; } = order;
}

/// <summary>
/// Occurs when an order was placed. Unlike <see cref="CartCheckedOut"/> it is published outside the request, so the shopper does not wait for its
/// handlers. It is published at least once, even if the process dies. Handlers recognise a repeat by the order id.
/// </summary>
/// <param name="cart">The cart that became the order.</param>
/// <param name="order">The order.</param>
public sealed class OrderPlaced(CartSnapshot cart, Order order) : CartEvent(cart)
{
    /// <summary>Gets the order.</summary>
    public Order Order { get; } = order;
}

/// <summary>Handles events of carts.</summary>
/// <typeparam name="TEvent">One of the events, or <see cref="CartEvent"/> for all of them.</typeparam>
/// <remarks>
/// An extension point: register handlers with <c>AddEventHandler</c>. They run one after the other, in the request, after the change took
/// effect. A handler that throws is logged and counted, and affects neither the shopper nor the other handlers. Events of orders are repeated
/// until every handler has succeeded (<see cref="CartCheckedOut"/>, <see cref="OrderPlaced"/>).
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "A handler of cart events, not a delegate.")]
public interface ICartEventHandler<in TEvent>
    where TEvent : CartEvent
{
    /// <summary>Handles an event.</summary>
    ValueTask HandleAsync(TEvent cartEvent, CancellationToken cancellationToken = default);
}

/// <summary>Publishes events to their handlers. Scoped to one request.</summary>
internal sealed class CartEvents(IServiceProvider services, ILogger<CartEvents> logger)
{
    /// <summary>The name of the meter that counts failed handlers, as <c>cart.events.handler_failures</c>.</summary>
    public const string MeterName = "Cart.Engine";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "cart.events.handler_failures", "{failure}", "Event handlers that threw.");

    /// <summary>Gets whether there are handlers of other events than those of orders, which contain their own cart.</summary>
    public bool AreHeard => Any<CartEvent>() || Any<ItemAdded>() || Any<ItemUpdated>() || Any<ItemRemoved>() || Any<CartCleared>();

    /// <summary>Publishes an event to the handlers of its type, then to the handlers of all events. Never throws because of a handler.</summary>
    /// <returns>True if all handlers succeeded; otherwise, false.</returns>
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

    // A handler may throw anything. The change is done, and the shopper gets its result.
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
