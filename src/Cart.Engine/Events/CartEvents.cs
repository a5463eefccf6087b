using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cart.Engine;

/// <summary>Brings events to their handlers. For use within one request.</summary>
public sealed class CartEvents(IServiceProvider services, ILogger<CartEvents> logger)
{
    /// <summary>The name of the meter that counts handlers that failed, as <c>cart.events.handler_failures</c>.</summary>
    public const string MeterName = "Cart.Engine";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "cart.events.handler_failures", "{failure}", "Event handlers that threw.");

    /// <summary>Whether there are handlers of anything but orders. Those of orders bring their own cart.</summary>
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
