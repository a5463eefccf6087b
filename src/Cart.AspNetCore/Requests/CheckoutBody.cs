using System.Text.Json.Serialization;
using Cart.Engine;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>What the shopper has agreed to pay: <c>{"expected_total":"19.98"}</c>, or nothing said about it.</summary>
internal sealed record CheckoutBody
{
    private const string Expected = """Send no body, or {"expected_total":"19.98"} with the amount as a string.""";

    [JsonPropertyName("expected_total")]
    [JsonConverter(typeof(MoneyJsonConverter))]
    public decimal? ExpectedTotal { get; init; }

    /// <summary>Reads the body of a request, if there is one, and what its headers say of the checkout.</summary>
    /// <exception cref="RefusedRequestException">The body or a header is malformed.</exception>
    public static async ValueTask<CheckoutRequest> ReadAsync(
        HttpRequest request, CartHttpOptions options, CancellationToken cancellationToken)
    {
        using var document = await RequestBody.ReadAsync(request, options.MaxBodyBytes, cancellationToken).ConfigureAwait(false);
        var body = document is null ? null : RequestBody.Take(document.RootElement, RequestJsonContext.Default.CheckoutBody, Expected);
        return new CheckoutRequest
        {
            ExpectedTotal = body?.ExpectedTotal,
            ExpectedVersion = Precondition.VersionFor(request),
            Operation = RequestHeaders.Operation(request),
        };
    }
}
