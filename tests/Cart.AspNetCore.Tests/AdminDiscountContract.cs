using System.Net;
using System.Text.Json;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

/// <summary>What operators do with discounts, on each set of stores.</summary>
public abstract class AdminDiscountContract(ApiShop fixture)
{
    private readonly string _code = "D" + Guid.NewGuid().ToString("N")[..10].ToUpperInvariant();

    private Shopper Operator { get; } = fixture.Shop.NewShopper();

    private string Path => "/cart-admin/discounts/" + _code;

    [Fact]
    public async Task A_discount_is_created_shown_and_deleted()
    {
        var created = await CreateAsync("""
            "discount_type":"fixed","value":"5.00","min_cart_value":"20.00","max_uses":3,"max_uses_per_customer":1,"active":false,"valid_from":"2026-05-04T12:00:00+02:00","valid_until":"2026-06-01T00:00:00Z"
            """);
        var shown = await Operator.SendAsync("GET", Path.ToLowerInvariant());
        var deleted = await Operator.SendAsync("DELETE", Path);
        var again = await Operator.SendAsync("DELETE", Path);

        Assert.Equal((HttpStatusCode.Created, "\"1-j\"", Path), (created.Status, created.Header("ETag"), created.Location!.ToString()));
        Assert.Equal(
            $$"""{"code":"{{_code}}","discount_type":"fixed","value":"5.00","min_cart_value":"20.00","max_uses":3,"max_uses_per_customer":1,"active":false,"valid_from":"2026-05-04T10:00:00Z","valid_until":"2026-06-01T00:00:00Z","current_uses":0,"revision":1}""",
            created.Text);
        Assert.Equal((HttpStatusCode.OK, created.Text), (shown.Status, shown.Text));
        Assert.Equal(HttpStatusCode.NoContent, deleted.Status);
        again.IsProblem(HttpStatusCode.NotFound, "discount_not_found");
        (await Operator.SendAsync("GET", Path)).IsProblem(HttpStatusCode.NotFound, "discount_not_found");
        Assert.Equal(["delete_discount discount_not_found", "delete_discount done", "create_discount done"], await TrailAsync());
    }

    [Fact]
    public async Task What_is_left_out_is_as_in_a_new_discount()
    {
        var created = await CreateAsync("\"value\":\"10\"");

        Assert.Equal(
            $$"""{"code":"{{_code}}","discount_type":"percent","value":"10.00","min_cart_value":"0.00","max_uses":null,"max_uses_per_customer":null,"active":true,"valid_from":null,"valid_until":null,"current_uses":0,"revision":1}""",
            created.Text);
    }

    [Fact]
    public async Task A_code_that_is_taken_is_refused_however_it_is_typed()
    {
        await CreateAsync("\"value\":\"10\"");

        var second = await Operator.SendAsync("POST", "/cart-admin/discounts", $$"""{"code":" {{_code.ToLowerInvariant()}} ","value":"50"}""");

        second.IsProblem(HttpStatusCode.Conflict, "discount_exists");
        Assert.Equal("10.00", (await Operator.SendAsync("GET", Path)).Json.GetProperty("value").GetString());
    }

    [Theory]
    [InlineData("\"value\":\"101\"", "#/value")]
    [InlineData("\"value\":\"1.001\"", "#/value")]
    [InlineData("\"value\":\"5\",\"discount_type\":\"gift\"", "#/discount_type")]
    [InlineData("\"value\":\"5\",\"max_uses\":-1", "#/max_uses")]
    [InlineData("\"value\":\"5\",\"max_uses_per_customer\":0", "#/max_uses_per_customer")]
    [InlineData("\"value\":\"5\",\"valid_from\":\"2026-05-04T10:00:00Z\",\"valid_until\":\"2026-05-03T10:00:00Z\"", "#/valid_until")]
    public async Task A_definition_that_cannot_be_stored_is_refused_at_its_field(string members, string field)
    {
        var refused = await CreateAsync(members);

        refused.IsProblem(HttpStatusCode.UnprocessableEntity, "invalid_discount_definition");
        Assert.Equal(field, Assert.Single(refused.Json.GetProperty("errors").EnumerateArray()).GetProperty("pointer").GetString());
        (await Operator.SendAsync("GET", Path)).IsProblem(HttpStatusCode.NotFound, "discount_not_found");
        Assert.Empty(await TrailAsync());
    }

    [Fact]
    public async Task Uses_are_told_and_the_limit_cannot_go_below_them()
    {
        await CreateAsync("\"value\":\"10\"");
        for (var i = 0; i < 2; i++)
        {
            var shopper = await fixture.ShopperWithMugsAsync(1);
            await shopper.SendAsync("PUT", "/cart/discount", $$"""{"code":"{{_code}}"}""");
            Assert.Equal(HttpStatusCode.Created, (await shopper.CheckOutAsync()).Status);
        }

        var below = await Operator.SendAsync("PUT", Path, """{"value":"10","max_uses":1}""");
        var used = await Operator.SendAsync("GET", Path);
        var limited = await Operator.SendAsync("PUT", Path, """{"value":"10","max_uses":2}""");
        var third = await fixture.ShopperWithMugsAsync(1);

        below.IsProblem(HttpStatusCode.Conflict, "max_uses_below_uses");
        Assert.Equal("#/max_uses", below.Json.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Contains("2 uses", below.Text, StringComparison.Ordinal);
        Assert.Equal((2, 1), (used.Json.GetProperty("current_uses").GetInt32(), used.Json.GetProperty("revision").GetInt32()));
        Assert.Equal((HttpStatusCode.OK, 2, 2), (limited.Status, limited.Json.GetProperty("max_uses").GetInt32(), limited.Json.GetProperty("current_uses").GetInt32()));
        (await third.SendAsync("PUT", "/cart/discount", $$"""{"code":"{{_code}}"}""")).IsProblem(HttpStatusCode.UnprocessableEntity, "discount_exhausted");
    }

    [Fact]
    public async Task An_edit_of_a_revision_that_is_over_is_refused()
    {
        var first = (await CreateAsync("\"value\":\"10\"")).Header("ETag")!;

        var second = await Operator.SendAsync("PUT", Path, """{"value":"20"}""", ("If-Match", first));
        var stale = await Operator.SendAsync("PUT", Path, """{"value":"30"}""", ("If-Match", first));
        var foreign = await Operator.SendAsync("PUT", Path, """{"value":"30"}""", ("If-Match", "\"0-j\""));
        var any = await Operator.SendAsync("PUT", Path, """{"value":"40"}""", ("If-Match", "*"));

        Assert.Equal((HttpStatusCode.OK, "\"2-j\""), (second.Status, second.Header("ETag")));
        stale.IsProblem(HttpStatusCode.PreconditionFailed, "version_mismatch");
        Assert.Equal(2, stale.Json.GetProperty("version").GetInt32());
        foreign.IsProblem(HttpStatusCode.PreconditionFailed, "version_mismatch");
        Assert.Equal("40.00", any.Json.GetProperty("value").GetString());
        (await Operator.SendAsync("PUT", Path + "X", """{"value":"1"}""")).IsProblem(HttpStatusCode.NotFound, "discount_not_found");
        (await Operator.SendAsync("PUT", Path, $$"""{"code":"{{_code}}X","value":"1"}""")).IsProblem(HttpStatusCode.UnprocessableEntity, "invalid_discount_definition");
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("50% off")]
    [InlineData("100%25")]
    [InlineData("Käse & Brot?")]
    [InlineData("#1 <b>")]
    [InlineData("new")]
    public async Task Every_code_can_stand_at_the_end_of_a_path(string code)
    {
        var unique = _code + code;
        var created = await Operator.SendAsync("POST", "/cart-admin/discounts", JsonSerializer.Serialize(new { code = unique, value = "1" }));

        var shown = await Operator.SendAsync("GET", created.Location!.ToString());
        var deleted = await Operator.SendAsync("DELETE", "/cart-admin/discounts/" + Uri.EscapeDataString(unique));

        Assert.Equal((HttpStatusCode.Created, unique), (created.Status, shown.Json.GetProperty("code").GetString()));
        Assert.Equal(HttpStatusCode.NoContent, deleted.Status);
    }

    [Fact]
    public async Task Discounts_are_listed_page_by_page()
    {
        foreach (var end in (string[])["A", "b", "Ü", "D"])
        {
            Assert.Equal(HttpStatusCode.Created, (await Operator.SendAsync("POST", "/cart-admin/discounts", $$"""{"code":"{{_code}}{{end}}","value":"1"}""")).Status);
        }

        var codes = new List<string>();
        string? cursor = "";
        while (cursor is not null)
        {
            var page = await Operator.SendAsync("GET", $"/cart-admin/discounts?limit=3&cursor={cursor}");
            codes.AddRange(page.Json.GetProperty("discounts").EnumerateArray().Select(static discount => discount.GetProperty("code").GetString()!));
            cursor = page.Json.GetProperty("next_cursor").GetString();
        }

        Assert.Equal([_code + "A", _code + "b", _code + "D", _code + "Ü"], codes.Where(code => code.StartsWith(_code, StringComparison.Ordinal)));
        Assert.Equal(codes.Distinct(), codes);
        Assert.Contains("TEN", codes);
    }

    private Task<Answer> CreateAsync(string members) =>
        Operator.SendAsync("POST", "/cart-admin/discounts", $$"""{"code":"{{_code}}",{{members}}}""");

    private async Task<IEnumerable<string>> TrailAsync() =>
        (await fixture.Shop.Services.GetRequiredService<IAdminAudit>().ListAsync(
            AuditSubject.Of(DiscountCode.Parse(_code)), cancellationToken: TestContext.Current.CancellationToken))
        .Select(static entry => $"{entry.Action} {entry.Outcome}");
}

public sealed class InMemoryAdminDiscountTests(InMemoryShop shop) : AdminDiscountContract(shop), IClassFixture<InMemoryShop>;

public sealed class EmbeddedAdminDiscountTests(EmbeddedShop shop) : AdminDiscountContract(shop), IClassFixture<EmbeddedShop>;

public sealed class ServerAdminDiscountTests(ServerShop shop) : AdminDiscountContract(shop), IClassFixture<ServerShop>;
