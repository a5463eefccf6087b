using System.Net;

namespace Cart.Engine;

/// <summary>Knows no address: for hosts without requests.</summary>
internal sealed class UnknownCaller : ICallerAddress
{
    public IPAddress? Address => null;
}
