using System.Text;
using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cart.AspNetCore.Tests;

/// <summary>What a host's own endpoints answer when the facade refuses.</summary>
public sealed class FacadeTests
{
    public static TheoryData<CartException, int, string> Refusals { get; } = new()
    {
        { CartErrors.QuantityBelowOne.ToException(), 422, "invalid_quantity" },
        { (CartErrors.ItemNotFound with { Name = "Mug" }).ToException(), 404, "item_not_found" },
        { CartErrors.PriceMismatch.ToException(), 409, "price_mismatch" },
        { CartErrors.InsufficientStock.ToException(), 409, "insufficient_stock" },
        { CartErrors.MinimumOrderNotMet.ToException(), 422, "minimum_order_not_met" },
        { (CartErrors.DiscountApplied with { DiscountCode = "D" }).ToException(), 409, "discount_already_applied" },
        { CartErrors.DiscountExpired.ToException(), 422, "discount_expired" },
        { (CartErrors.CheckoutInProgress with { RetryAfter = TimeSpan.FromSeconds(3) }).ToException(), 409, "checkout_in_progress" },
        { CartErrors.VersionMismatch.ToException(), 412, "version_mismatch" },
        { CartErrors.TooManyLines.ToException(), 422, "too_many_lines" },
        { CartErrors.MergeWithItself.ToException(), 400, "invalid_merge" },
        { new InvalidPayloadException("A quantity is an integer.", "/7:42/quantity"), 400, "malformed_payload" },
        { (CartErrors.ExpectedTotalMismatch with { Totals = new CartTotals(Currency.Usd, 10m) }).ToException(), 409, "expected_total_mismatch" },
        { new CartUnavailableException("Redis did not answer.", outcomeUnknown: true), 503, "store_unavailable" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_is_problem_details_with_its_code(CartException refusal, int status, string code)
    {
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };

        await new CartRefusalMiddleware(_ => throw refusal, Faults, NullLogger<CartRefusalMiddleware>.Instance).InvokeAsync(context);

        Assert.Equal((status, "application/problem+json"), (context.Response.StatusCode, context.Response.ContentType));
        Assert.Contains($"\"code\":\"{code}\"", Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_refusal_of_a_cart_is_left_to_the_host() => await Assert.ThrowsAsync<InvalidOperationException>(() =>
        new CartRefusalMiddleware(_ => throw new InvalidOperationException(), Faults, NullLogger<CartRefusalMiddleware>.Instance)
            .InvokeAsync(new DefaultHttpContext()));

    private static RequestFaults Faults => new(NullLogger<RequestFaults>.Instance, TimeProvider.System);
}
