using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>A cart as the shopper sees it. Amounts are null when they are too great to be counted exactly.</summary>
internal sealed record CartBody
{
    public required long Version { get; init; }

    public required string Currency { get; init; }

    public required long Count { get; init; }

    [JsonPropertyName("unique_count")]
    public required int UniqueCount { get; init; }

    public required IReadOnlyList<ItemBody> Items { get; init; }

    public required string? Summary { get; init; }

    [JsonPropertyName("discount_code")]
    public required string? DiscountCode { get; init; }

    [JsonPropertyName("discount_amount")]
    public required string? DiscountAmount { get; init; }

    public required string? Tax { get; init; }

    public required string? Shipping { get; init; }

    [JsonPropertyName("shipping_option")]
    public required ShippingOptionBody? ShippingOption { get; init; }

    public required string? Total { get; init; }

    [JsonPropertyName("expires_at")]
    public required DateTime? ExpiresAt { get; init; }

    public required IReadOnlyList<Remark> Warnings { get; init; }
}

/// <summary>No more than what a change did, for clients that prefer that: how much the cart holds, and the lines that changed.</summary>
internal sealed record ChangeBody
{
    public required long Version { get; init; }

    public required long Count { get; init; }

    [JsonPropertyName("unique_count")]
    public required int UniqueCount { get; init; }

    /// <summary>The lines that changed, as they are now; one that was removed has quantity 0.</summary>
    public required IReadOnlyList<ItemBody> Items { get; init; }
}

/// <summary>Answers a cart with an entity tag over all that it shows.</summary>
/// <param name="Cart">The cart as it is shown.</param>
/// <param name="CartPart">Which cart it is, by <see cref="EntityTags.CartPart"/>.</param>
internal sealed record CartResponse(CartBody Cart, string CartPart) : IResult
{
    /// <summary>Whether the change had taken effect before, so that this repeat of it changed nothing.</summary>
    public bool Replayed { get; init; }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var format = AnswerWriter.Format(httpContext);
        var content = format.Write(Cart, ResponseJsonContext.Relaxed.CartBody);
        var tag = EntityTags.Of(Cart.Version, format, CartPart, content.Span);
        response.Headers.ETag = tag;
        response.Headers.MarkReplay(Replayed);
        if (HttpMethods.IsGet(httpContext.Request.Method) && EntityTags.IsKnown(httpContext.Request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return AnswerWriter.WriteAsync(httpContext, content, format.MediaType);
    }
}

/// <summary>Answers a change to a client that prefers a minimal answer (RFC 7240).</summary>
internal sealed record ChangeResponse(ChangeBody Change, bool Replayed) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        headers.ETag = EntityTags.Of(Change.Version, AnswerWriter.Format(httpContext));
        headers["Preference-Applied"] = "return=minimal";
        headers.MarkReplay(Replayed);
        return AnswerWriter.WriteAsync(httpContext, Change, ResponseJsonContext.Relaxed.ChangeBody);
    }
}
