using System.Net;
using Cart.Engine;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>Provides the address of the request. Behind a proxy it is the proxy's unless the host reads forwarded headers.</summary>
internal sealed class RequestAddress(IHttpContextAccessor accessor) : ICallerAddress
{
    public IPAddress? Address => accessor.HttpContext?.Connection.RemoteIpAddress;
}
