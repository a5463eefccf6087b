using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>Answers an order: 201 when it was placed now, 200 when it had been placed before.</summary>
internal sealed record OrderResponse(OrderBody Order, bool IsNew) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        response.Headers.Location = $"{httpContext.Request.PathBase}/orders/{Order.Id}";
        return response.WriteAsJsonAsync(Order, ResponseJsonContext.Relaxed.OrderBody, "application/json", httpContext.RequestAborted);
    }
}
