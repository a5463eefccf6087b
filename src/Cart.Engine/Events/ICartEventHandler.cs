using System.Diagnostics.CodeAnalysis;

namespace Cart.Engine;

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
