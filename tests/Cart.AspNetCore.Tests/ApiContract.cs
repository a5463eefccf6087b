using System.Net;
using System.Text.Json;

namespace Cart.AspNetCore.Tests;

/// <summary>Every row of the API's table, on each set of stores.</summary>
public abstract class ApiContract(ApiShop fixture)
{
    private TestShop Shop => fixture.Shop;

    [Fact]
    public async Task A_quantity_is_set_and_zero_removes_the_line()
    {
        var shopper = await fixture.ShopperWithMugsAsync(2);

        var set = await shopper.SendAsync("PUT", "/cart/items/7:42", """{"quantity":5}""");
        var removed = await shopper.SendAsync("PUT", "/cart/items/7:42", """{"quantity":0}""");
        var absent = await shopper.SendAsync("PUT", "/cart/items/7:42", """{"quantity":1}""");

        Assert.Equal((HttpStatusCode.OK, 5, "49.95", "\"2-j\""), (set.Status, Count(set), Member(set, "total"), set.Tag));
        Assert.Equal((HttpStatusCode.OK, 0), (removed.Status, Count(removed)));
        absent.IsProblem(HttpStatusCode.NotFound, "item_not_found");
    }

    [Fact]
    public async Task A_quantity_is_changed_by_so_many_units_and_reaching_zero_removes_the_line()
    {
        var shopper = await fixture.ShopperWithMugsAsync(3);

        var less = await shopper.SendAsync("PATCH", "/cart/items/7:42", """{"delta":-1}""");
        var below = await shopper.SendAsync("PATCH", "/cart/items/7:42", """{"delta":-3}""");
        var above = await shopper.SendAsync("PATCH", "/cart/items/7:42", """{"delta":9998}""");
        var removed = await shopper.SendAsync("PATCH", "/cart/items/7:42", """{"delta":-2}""");
        var absent = await shopper.SendAsync("PATCH", "/cart/items/7:42", """{"delta":1}""");

        Assert.Equal((HttpStatusCode.OK, 2), (less.Status, Count(less)));
        below.IsProblem(HttpStatusCode.UnprocessableEntity, "invalid_quantity");
        above.IsProblem(HttpStatusCode.UnprocessableEntity, "invalid_quantity");
        Assert.Equal((HttpStatusCode.OK, 0, 3), (removed.Status, Count(removed), removed.Json.GetProperty("version").GetInt32()));
        absent.IsProblem(HttpStatusCode.NotFound, "item_not_found");
    }

    [Fact]
    public async Task A_line_is_removed_and_an_absent_one_is_said_so()
    {
        var shopper = await fixture.ShopperWithMugsAsync(3);
        await shopper.AddAsync("""{"content_type_id":8,"object_id":"BANK CHARGES"}""");

        var removed = await shopper.SendAsync("DELETE", "/cart/items/8:BANK%20CHARGES");
        var again = await shopper.SendAsync("DELETE", "/cart/items/8:BANK%20CHARGES");
        var cleared = await shopper.SendAsync("DELETE", "/cart/items");

        Assert.Equal((HttpStatusCode.OK, 3), (removed.Status, Count(removed)));
        again.IsProblem(HttpStatusCode.NotFound, "item_not_found");
        Assert.Equal((HttpStatusCode.OK, 0), (cleared.Status, Count(cleared)));
    }

    [Fact]
    public async Task A_visitor_without_a_cart_changes_nothing_and_gets_none()
    {
        var visitor = Shop.NewShopper();

        var cleared = await visitor.SendAsync("DELETE", "/cart/items");
        var undiscounted = await visitor.SendAsync("DELETE", "/cart/discount");
        var removed = await visitor.SendAsync("DELETE", "/cart/items/7:42");
        var placed = await visitor.CheckOutAsync();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (cleared.Status, undiscounted.Status));
        removed.IsProblem(HttpStatusCode.NotFound, "item_not_found");
        placed.IsProblem(HttpStatusCode.UnprocessableEntity, "cart_empty");
        Assert.Null(visitor.Cookie);
    }

    [Theory]
    [InlineData("NOBODY", 422, "discount_not_found")]
    [InlineData("GONE", 422, "discount_expired")]
    [InlineData("LATER", 422, "discount_not_started")]
    [InlineData("OFF", 422, "discount_inactive")]
    [InlineData("USED UP", 422, "discount_exhausted")]
    [InlineData("FIVE OFF", 422, "discount_minimum_not_met")]
    [InlineData("", 422, "discount_not_found")]
    [InlineData("a\u0001b", 422, "discount_not_found")]
    public async Task A_discount_that_is_not_valid_is_refused_with_its_reason(string code, int status, string expected)
    {
        var shopper = await fixture.ShopperWithMugsAsync(1);

        var refused = await shopper.SendAsync("PUT", "/cart/discount", JsonSerializer.Serialize(new { code }));

        refused.IsProblem((HttpStatusCode)status, expected);
        Assert.Equal(1, (await shopper.GetAsync()).Json.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task A_discount_is_applied_however_it_is_typed_and_taken_off()
    {
        var shopper = await fixture.ShopperWithMugsAsync(1);

        var applied = await shopper.SendAsync("PUT", "/cart/discount", """{"code":" ten "}""");
        var second = await shopper.SendAsync("PUT", "/cart/discount", """{"code":"TEN"}""");
        var removed = await shopper.SendAsync("DELETE", "/cart/discount");
        var none = await shopper.SendAsync("DELETE", "/cart/discount");

        Assert.Equal(("TEN", "1.00", "8.99"), (Member(applied, "discount_code"), Member(applied, "discount_amount"), Member(applied, "total")));
        Assert.Equal((HttpStatusCode.OK, "TEN", "8.99"), (second.Status, Member(second, "discount_code"), Member(second, "total")));
        Assert.Equal((HttpStatusCode.OK, null, "9.99"), (removed.Status, Member(removed, "discount_code"), Member(removed, "total")));
        Assert.Equal(HttpStatusCode.OK, none.Status);
    }

    [Fact]
    public async Task Shipping_options_are_listed_and_one_is_selected()
    {
        var shopper = await fixture.ShopperWithMugsAsync(1);

        var options = await shopper.SendAsync("GET", "/cart/shipping-options");
        var selected = await shopper.SendAsync("PUT", "/cart/shipping", """{"id":"express"}""");
        var unknown = await shopper.SendAsync("PUT", "/cart/shipping", """{"id":"balloon"}""");
        var deselected = await shopper.SendAsync("DELETE", "/cart/shipping");

        Assert.Equal("""[{"id":"post","name":"By post","price":"4.90"},{"id":"express","name":"Express","price":"9.90"}]""", options.Text);
        Assert.Equal(("9.90", "19.89"), (Member(selected, "shipping"), Member(selected, "total")));
        unknown.IsProblem(HttpStatusCode.NotFound, "shipping_option_not_found");
        Assert.Equal("0.00", Member(deselected, "shipping"));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/vnd.msgpack")]
    public async Task A_cart_is_exported_and_imported_at_the_shops_prices(string mediaType)
    {
        var shopper = await fixture.ShopperWithMugsAsync(2);
        await shopper.SendAsync("PUT", "/cart/discount", """{"code":"TEN"}""");
        var exported = await shopper.SendAsync("GET", "/cart/export", null, ("Accept", mediaType));
        var other = await fixture.ShopperWithMugsAsync(7);
        await other.AddAsync("""{"content_type_id":8,"object_id":"85123A"}""");

        var imported = await other.SendAsync(HttpMethod.Put, "/cart/import", Shopper.Bytes(exported.Bytes, mediaType), ("Accept", mediaType));

        Assert.Equal((HttpStatusCode.OK, mediaType), (exported.Status, exported.MediaType));
        Assert.Equal("9.99", exported.Content.GetProperty("7:42").GetProperty("unit_price").GetString());
        Assert.Equal((HttpStatusCode.OK, mediaType), (imported.Status, imported.MediaType));
        Assert.Equal((3, "TEN", "22.53"), (
            imported.Content.GetProperty("count").GetInt32(),
            imported.Content.GetProperty("discount_code").GetString(),
            imported.Content.GetProperty("summary").GetString()));
    }

    [Fact]
    public async Task What_is_imported_is_priced_by_the_shop_and_clamped_and_a_bad_discount_is_left_off()
    {
        var shopper = await fixture.ShopperWithMugsAsync(1);
        const string Cheap = """{"content_type_id":8,"object_id":"85123A","quantity":99999,"unit_price":"0.01"}""";

        var imported = await shopper.SendAsync("PUT", "/cart/import", $$$"""{"8:85123A":{{{Cheap}}},"__discount__":{"code":"GONE"}}""");

        var items = imported.Json.GetProperty("items");
        Assert.Equal((9999, "2.55"), (items[1].GetProperty("quantity").GetInt32(), items[1].GetProperty("unit_price").GetString()));
        Assert.Null(Member(imported, "discount_code"));
        Assert.Equal(
            ["discount_expired", "quantity_limit"],
            imported.Json.GetProperty("warnings").EnumerateArray().Select(static warning => warning.GetProperty("code").GetString()).Order());
    }

    [Fact]
    public async Task An_import_leaves_off_what_the_shop_does_not_sell()
    {
        var shopper = await fixture.ShopperWithMugsAsync(1);
        const string Gone = """{"content_type_id":7,"object_id":43,"quantity":1,"unit_price":"1.00"}""";
        const string Heart = """{"content_type_id":8,"object_id":"85123A","quantity":2}""";

        var imported = await shopper.SendAsync("PUT", "/cart/import", $$"""{"7:43":{{Gone}},"8:85123A":{{Heart}}}""");

        Assert.Equal((HttpStatusCode.OK, 3), (imported.Status, imported.Json.GetProperty("count").GetInt32()));
        var warning = Assert.Single(imported.Json.GetProperty("warnings").EnumerateArray().ToList());
        Assert.Equal(("product_not_found", "7:43"), (warning.GetProperty("code").GetString(), warning.GetProperty("key").GetString()));
    }

    [Theory]
    [InlineData("""{"7:42":{"content_type_id":7,"object_id":42,"quantity":"1"}}""", 400, "malformed_request")]
    [InlineData("""{"7:42":{"content_type_id":7,"object_id":43,"quantity":1}}""", 400, "malformed_request")]
    [InlineData("""{"7:42":{"content_type_id":7,"object_id":42},"7:42":{"content_type_id":7,"object_id":42}}""", 400, "malformed_request")]
    [InlineData("""[]""", 400, "malformed_request")]
    [InlineData("", 400, "malformed_request")]
    public async Task A_payload_with_a_fault_imports_nothing(string payload, int status, string code)
    {
        var shopper = await fixture.ShopperWithMugsAsync(1);

        var refused = await shopper.SendAsync("PUT", "/cart/import", payload);

        refused.IsProblem((HttpStatusCode)status, code);
        Assert.Equal(1, (await shopper.GetAsync()).Json.GetProperty("version").GetInt32());
    }

    private static int Count(Answer answer) => answer.Json.GetProperty("count").GetInt32();

    private static string? Member(Answer answer, string name) => answer.Json.GetProperty(name).GetString();
}

public sealed class InMemoryApiTests(InMemoryShop shop) : ApiContract(shop), IClassFixture<InMemoryShop>;

public sealed class EmbeddedApiTests(EmbeddedShop shop) : ApiContract(shop), IClassFixture<EmbeddedShop>;

public sealed class ServerApiTests(ServerShop shop) : ApiContract(shop), IClassFixture<ServerShop>;
