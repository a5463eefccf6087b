using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>Sends a browser on after a form, so that a reload does not send it again (RFC 9110, 15.4.4).</summary>
/// <param name="Address">A path of this site.</param>
internal sealed record SeeOther(string Address) : IResult
{
    public static SeeOther To(string address) => new(address);

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = Address;
        return Task.CompletedTask;
    }
}
