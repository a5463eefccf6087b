using System.Net;

namespace Cart.AspNetCore.Tests;

/// <summary>Checkouts and orders as the API's table says, on each set of stores.</summary>
public abstract class OrderApiContract(ApiShop fixture)
{
    private TestShop Shop => fixture.Shop;

    [Fact]
    public async Task A_checkout_places_one_order_and_every_repeat_answers_it()
    {
        var shopper = await fixture.ShopperWithMugsAsync(2);

        var wrong = await shopper.CheckOutAsync("""{"expected_total":"19.97"}""");
        var placed = await shopper.CheckOutAsync("""{"expected_total":"19.98"}""");
        var again = await shopper.CheckOutAsync();
        var read = await shopper.SendAsync("GET", placed.Location!.OriginalString);

        wrong.IsProblem(HttpStatusCode.Conflict, "expected_total_mismatch");
        Assert.Equal("19.98", wrong.Json.GetProperty("total").GetString());
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.OK), (placed.Status, again.Status, read.Status));
        Assert.Equal((placed.Text, placed.Text), (again.Text, read.Text));
        Assert.Equal($"/orders/{Member(placed, "id")}", placed.Location.OriginalString);
        Assert.Equal(
            ["id", "placed_at", "currency", "items", "summary", "discount_code", "discount_amount", "tax", "shipping", "shipping_option", "total"],
            placed.Json.EnumerateObject().Select(static member => member.Name));
        Assert.Equal(0, (await shopper.GetAsync()).Json.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_checkout_under_a_key_is_told_as_a_repeat_and_the_key_serves_no_other()
    {
        var shopper = await fixture.ShopperWithMugsAsync(2);
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());

        var placed = await shopper.CheckOutAsync("""{"expected_total":"19.98"}""", key);
        var replayed = await shopper.CheckOutAsync("""{ "expected_total" : "19.980" }""", key);
        var other = await shopper.CheckOutAsync("""{"expected_total":"19.99"}""", key);

        Assert.Equal((HttpStatusCode.Created, null), (placed.Status, placed.Header("Idempotent-Replayed")));
        Assert.Equal((HttpStatusCode.Created, "true", placed.Text), (replayed.Status, replayed.Header("Idempotent-Replayed"), replayed.Text));
        other.IsProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Fact]
    public async Task A_user_sees_all_of_its_orders_page_by_page_and_nobody_elses()
    {
        var user = "user " + Guid.NewGuid();
        List<string> placed = [];
        for (var n = 0; n < 5; n++)
        {
            var shopper = Shop.NewShopper();
            shopper.User = user;
            await shopper.AddMugsAsync(n + 1);
            Shop.Time.Advance(TimeSpan.FromSeconds(1));
            placed.Insert(0, Member(await shopper.CheckOutAsync(), "id")!);
        }

        var reader = Shop.NewShopper();
        reader.User = user;
        List<string> read = [];
        string? cursor = null;
        do
        {
            var page = await reader.SendAsync("GET", "/orders?limit=2" + (cursor is null ? "" : "&cursor=" + cursor));
            read.AddRange(page.Json.GetProperty("orders").EnumerateArray().Select(static order => order.GetProperty("id").GetString()!));
            cursor = page.Json.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null && read.Count < 10);

        var stranger = Shop.NewShopper();
        stranger.User = user + "'";
        Assert.Equal(placed, read);
        Assert.Equal(HttpStatusCode.OK, (await reader.SendAsync("GET", "/orders/" + placed[0])).Status);
        (await stranger.SendAsync("GET", "/orders/" + placed[0])).IsProblem(HttpStatusCode.NotFound, "order_not_found");
        (await Shop.NewShopper().SendAsync("GET", "/orders/" + placed[0])).IsProblem(HttpStatusCode.NotFound, "order_not_found");
        Assert.Equal("""{"orders":[],"next_cursor":null}""", (await stranger.SendAsync("GET", "/orders")).Text);
    }

    [Fact]
    public async Task A_guest_sees_the_last_ten_orders_of_its_own_session()
    {
        var shopper = Shop.NewShopper();
        List<string> placed = [];
        for (var n = 0; n < 12; n++)
        {
            await shopper.AddMugsAsync(n + 1);
            Shop.Time.Advance(TimeSpan.FromSeconds(1));
            placed.Insert(0, Member(await shopper.CheckOutAsync(), "id")!);
        }

        var listed = await shopper.SendAsync("GET", "/orders");

        Assert.Equal(placed[..10], listed.Json.GetProperty("orders").EnumerateArray().Select(static order => order.GetProperty("id").GetString()!));
        Assert.Equal(HttpStatusCode.OK, (await shopper.SendAsync("GET", "/orders/" + placed[3])).Status);
        (await Shop.NewShopper().SendAsync("GET", "/orders/" + placed[3])).IsProblem(HttpStatusCode.NotFound, "order_not_found");
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("limit=ten")]
    [InlineData("cursor=1")]
    [InlineData("limit=1&limit=2")]
    public async Task A_page_that_cannot_be_is_refused(string query) =>
        (await Shop.NewShopper().SendAsync("GET", "/orders?" + query)).IsProblem(HttpStatusCode.BadRequest, "malformed_request");

    private static string? Member(Answer answer, string name) => answer.Json.GetProperty(name).GetString();
}

public sealed class InMemoryOrderApiTests(InMemoryShop shop) : OrderApiContract(shop), IClassFixture<InMemoryShop>;

public sealed class EmbeddedOrderApiTests(EmbeddedShop shop) : OrderApiContract(shop), IClassFixture<EmbeddedShop>;

public sealed class ServerOrderApiTests(ServerShop shop) : OrderApiContract(shop), IClassFixture<ServerShop>;
