using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>Answers an order: 201 to the request that placed it, also when that is sent again under its key, 200 to all others.</summary>
internal sealed record OrderResponse(OrderBody Order, bool IsPlacement) : IResult
{
    /// <summary>Whether the request had placed the order before.</summary>
    public bool Replayed { get; init; }

    /// <summary>Where the order can be read.</summary>
    public string? Location { get; init; }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = IsPlacement ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        response.Headers.MarkReplay(Replayed);
        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        return AnswerWriter.WriteAsync(httpContext, Order, ResponseJsonContext.Relaxed.OrderBody);
    }
}
