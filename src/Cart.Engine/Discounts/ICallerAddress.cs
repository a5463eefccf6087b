using System.Net;

namespace Cart.Engine;

/// <summary>Provides the network address of whoever makes the current call, for limits on guessing.</summary>
/// <remarks>An extension point: <c>AddCart()</c> reads the address of the request; a host without requests has none.</remarks>
public interface ICallerAddress
{
    /// <summary>Gets the address; null if there is none or it is not known.</summary>
    IPAddress? Address { get; }
}
