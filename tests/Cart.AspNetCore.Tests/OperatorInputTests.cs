using System.Net;

namespace Cart.AspNetCore.Tests;

/// <summary>What the operators' API refuses of parameters, dates and amounts, and with which advice.</summary>
public sealed class OperatorInputTests
{
    [Theory]
    [InlineData("/cart-admin/orders?from=2026-01-01", "from", "user, limit, cursor")]
    [InlineData("/cart-admin/orders?limit=5&code=TEN", "code", "user, limit, cursor")]
    [InlineData("/cart-admin/carts?sort=age", "sort", "state, user, limit, cursor")]
    [InlineData("/cart-admin/discounts?active=true", "active", "limit, cursor")]
    [InlineData("/cart-admin/audit?actor=bob", "actor", "limit, cursor")]
    [InlineData("/cart-admin/discounts/TEN?verbose=1", "verbose", "takes no query parameters")]
    public async Task An_unknown_parameter_is_refused_by_name(string path, string unknown, string known)
    {
        await using var shop = await TestShop.StartAsync();

        var answer = await shop.NewShopper().SendAsync("GET", path);

        answer.IsProblem(HttpStatusCode.BadRequest, "malformed_request");
        Assert.Contains($"'{unknown}'", answer.Text, StringComparison.Ordinal);
        Assert.Contains(known, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-12-31")]
    [InlineData("31/12/2026")]
    [InlineData("2026-12-31T23:59")]
    public async Task A_moment_that_cannot_be_read_is_refused_with_the_form(string moment)
    {
        await using var shop = await TestShop.StartAsync();

        var answer = await shop.NewShopper().SendAsync(
            "POST", "/cart-admin/discounts", $$"""{"code":"TEN","value":"10","valid_until":"{{moment}}"}""");

        answer.IsProblem(HttpStatusCode.BadRequest, "malformed_request");
        Assert.Contains("2026-12-31T23:59:59Z", answer.Text, StringComparison.Ordinal);
        Assert.Contains("valid_until", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KWD", "1.255", "37.035", "1.2555")]
    [InlineData("JPY", "500", "1000", "5.50")]
    [InlineData("UYW", "0.0001", "0.0000", "0.00001")]
    [InlineData("USD", "5.50", "0.00", "5.505")]
    public async Task Amounts_have_the_decimals_of_the_currency(string currency, string value, string least, string finer)
    {
        await using var shop = await TestShop.StartAsync(options: cart => cart.Currency = currency);

        var created = await CreateAsync(value);
        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal((value, least), (created.Json.GetProperty("value").GetString(), created.Json.GetProperty("min_cart_value").GetString()));
        (await CreateAsync(finer)).IsProblem(HttpStatusCode.UnprocessableEntity, "invalid_discount_definition");

        Task<Answer> CreateAsync(string amount) => shop.NewShopper().SendAsync(
            "POST", "/cart-admin/discounts", $$"""{"code":"OFF","discount_type":"fixed","value":"{{amount}}","min_cart_value":"{{least}}"}""");
    }
}
