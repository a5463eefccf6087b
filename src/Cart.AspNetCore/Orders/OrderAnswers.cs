using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>An order as the shopper sees it.</summary>
internal record OrderBody
{
    public required string Id { get; init; }

    [JsonPropertyName("placed_at")]
    public required DateTime PlacedAt { get; init; }

    public required string Currency { get; init; }

    public required IReadOnlyList<ItemBody> Items { get; init; }

    public required string Summary { get; init; }

    [JsonPropertyName("discount_code")]
    public required string? DiscountCode { get; init; }

    [JsonPropertyName("discount_amount")]
    public required string DiscountAmount { get; init; }

    public required string Tax { get; init; }

    public required string Shipping { get; init; }

    [JsonPropertyName("shipping_option")]
    public required ShippingOptionBody? ShippingOption { get; init; }

    public required string Total { get; init; }
}

/// <summary>A page of orders, newest first.</summary>
internal sealed record OrdersBody
{
    public required IReadOnlyList<OrderBody> Orders { get; init; }

    /// <summary>The cursor of the next page; null behind the last order.</summary>
    [JsonPropertyName("next_cursor")]
    public required string? NextCursor { get; init; }
}

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
