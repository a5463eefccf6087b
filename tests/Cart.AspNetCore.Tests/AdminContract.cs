using System.Net;
using System.Text.Json;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

/// <summary>What operators see and do of carts, orders and the trail, on each set of stores.</summary>
public abstract class AdminContract(ApiShop fixture)
{
    private readonly string _user = "anna " + Guid.NewGuid().ToString("N")[..8];

    private TestShop Shop => fixture.Shop;

    private Shopper Operator { get; } = fixture.Shop.NewShopper();

    [Fact]
    public async Task A_cart_is_found_by_its_user_and_shown_with_its_lines_and_totals()
    {
        var (shopper, id) = await UserWithMugsAsync(3);

        var found = await Operator.SendAsync("GET", $"/cart-admin/carts?user={Uri.EscapeDataString(_user)}&state=&cursor=");
        var shown = await Operator.SendAsync("GET", $"/cart-admin/carts/{id}");

        var row = Assert.Single(found.Json.GetProperty("carts").EnumerateArray());
        Assert.Equal((id.ToString(), "open", _user, 3, 1), (Text(row, "id"), Text(row, "state"), Text(row, "user"), Number(row, "count"), Number(row, "unique_count")));
        Assert.Equal(JsonValueKind.Null, found.Json.GetProperty("next_cursor").ValueKind);
        Assert.Equal((HttpStatusCode.OK, id.ToString(), "no-store, private"), (shown.Status, Text(shown.Json, "id"), shown.Header("Cache-Control")));
        Assert.Equal((await shopper.GetAsync()).Text, shown.Json.GetProperty("contents").GetRawText());
        Assert.Equal("29.97", Text(shown.Json.GetProperty("contents"), "total"));
        Assert.Equal($"\"{Number(shown.Json, "version")}-j\"", shown.Header("ETag"));
    }

    [Fact]
    public async Task The_index_has_hints_and_the_cart_says_whose_it_is()
    {
        var (_, id) = await UserWithMugsAsync(1);
        await Shop.Services.GetRequiredService<IUserCarts>().AddAsync("thief " + _user, id, Cancellation);

        var found = await Operator.SendAsync("GET", $"/cart-admin/carts?user={Uri.EscapeDataString("thief " + _user)}");

        Assert.Empty(found.Json.GetProperty("carts").EnumerateArray());
    }

    [Fact]
    public async Task All_carts_are_listed_page_by_page_also_those_in_one_state()
    {
        var (_, open) = await UserWithMugsAsync(2);
        var held = Shop.CartOf(await fixture.ShopperWithMugsAsync(1))!.Value;
        await Shop.Carts.ApplyAsync(held, new BeginCheckout(TimeSpan.FromMinutes(1)), Cancellation);

        var all = await CartsAsync("limit=7");
        var held2 = await CartsAsync("limit=7&state=checking_out");

        Assert.Equal("open", all[open.ToString()]);
        Assert.Equal("checking_out", all[held.ToString()]);
        Assert.Contains(held.ToString(), held2.Keys);
        Assert.DoesNotContain(open.ToString(), held2.Keys);
        Assert.All(held2.Values, static state => Assert.Equal("checking_out", state));
    }

    [Fact]
    public async Task A_cart_is_deleted_once_and_its_shopper_begins_anew()
    {
        var (shopper, id) = await UserWithMugsAsync(2);

        var deleted = await Operator.SendAsync("DELETE", $"/cart-admin/carts/{id}");
        var again = await Operator.SendAsync("DELETE", $"/cart-admin/carts/{id}");

        Assert.Equal((HttpStatusCode.NoContent, ""), (deleted.Status, deleted.Text));
        again.IsProblem(HttpStatusCode.NotFound, "cart_not_found");
        (await Operator.SendAsync("GET", $"/cart-admin/carts/{id}")).IsProblem(HttpStatusCode.NotFound, "cart_not_found");
        Assert.Equal(0, Number((await shopper.GetAsync()).Json, "count"));
        Assert.Equal(1, Number((await shopper.AddMugsAsync()).Json, "count"));
        Assert.Equal(["cart_not_found", "done"], await OutcomesAsync(AuditSubject.Of(id)));
    }

    [Fact]
    public async Task A_cart_that_a_checkout_or_a_merge_holds_is_not_deleted()
    {
        var held = Shop.CartOf(await fixture.ShopperWithMugsAsync(1))!.Value;
        var sealedCart = Shop.CartOf(await fixture.ShopperWithMugsAsync(1))!.Value;
        await Shop.Carts.ApplyAsync(held, new BeginCheckout(TimeSpan.FromMinutes(1)), Cancellation);
        await Shop.Carts.ApplyAsync(sealedCart, new BeginMerge(new CartMerge(CartId.New(), MergeStrategy.Add)), Cancellation);

        var refused = await Operator.SendAsync("DELETE", $"/cart-admin/carts/{held}");
        var merging = await Operator.SendAsync("DELETE", $"/cart-admin/carts/{sealedCart}");

        refused.IsProblem(HttpStatusCode.Conflict, "checkout_in_progress");
        merging.IsProblem(HttpStatusCode.Conflict, "merge_in_progress");
        Assert.Equal(CartState.CheckingOut, (await Shop.Carts.GetAsync(held, Cancellation)).State);
        Assert.Equal(1, (await Shop.Carts.GetAsync(sealedCart, Cancellation)).Count);
        Assert.Equal(["checkout_in_progress"], await OutcomesAsync(AuditSubject.Of(held)));
    }

    [Fact]
    public async Task A_deletion_of_another_version_is_refused()
    {
        var (shopper, id) = await UserWithMugsAsync(2);
        var seen = (await Operator.SendAsync("GET", $"/cart-admin/carts/{id}")).Header("ETag")!;
        await shopper.AddMugsAsync();

        var stale = await Operator.SendAsync("DELETE", $"/cart-admin/carts/{id}", null, ("If-Match", seen));
        var fresh = (await Operator.SendAsync("GET", $"/cart-admin/carts/{id}")).Header("ETag")!;
        var deleted = await Operator.SendAsync("DELETE", $"/cart-admin/carts/{id}", null, ("If-Match", fresh));

        stale.IsProblem(HttpStatusCode.PreconditionFailed, "version_mismatch");
        Assert.Equal(HttpStatusCode.NoContent, deleted.Status);
    }

    [Fact]
    public async Task An_order_is_found_by_its_user_among_all_and_by_its_cart_also_when_that_is_gone()
    {
        var (shopper, id) = await UserWithMugsAsync(2);
        var order = Text((await shopper.CheckOutAsync()).Json, "id");

        var theirs = await Operator.SendAsync("GET", $"/cart-admin/orders?user={Uri.EscapeDataString(_user)}&cursor=");
        var newest = await Operator.SendAsync("GET", "/cart-admin/orders?limit=100");
        var one = await Operator.SendAsync("GET", $"/cart-admin/orders/{order}");
        var tombstone = await Operator.SendAsync("GET", $"/cart-admin/carts/{id}");
        var deleted = await Operator.SendAsync("DELETE", $"/cart-admin/carts/{id}");
        var gone = await Operator.SendAsync("GET", $"/cart-admin/carts/{id}");

        Assert.Equal(order, Text(Assert.Single(theirs.Json.GetProperty("orders").EnumerateArray()), "id"));
        Assert.Contains(order, newest.Json.GetProperty("orders").EnumerateArray().Select(static listed => Text(listed, "id")));
        Assert.Equal((order, _user, id.ToString(), "19.98"), (Text(one.Json, "id"), Text(one.Json, "user"), Text(one.Json, "cart_id"), Text(one.Json, "total")));
        Assert.Equal(("ordered", order, 0), (Text(tombstone.Json, "state"), Text(tombstone.Json, "order_id"), Number(tombstone.Json, "count")));
        Assert.Equal(HttpStatusCode.NoContent, deleted.Status);
        Assert.Equal(("ordered", order, 2), (Text(gone.Json, "state"), Text(gone.Json, "order_id"), Number(gone.Json, "count")));
        Assert.Equal(HttpStatusCode.OK, (await Operator.SendAsync("GET", $"/cart-admin/orders/{order}")).Status);
    }

    [Fact]
    public async Task Orders_are_listed_newest_first_page_by_page()
    {
        var placed = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var shopper = await fixture.ShopperWithMugsAsync(1);
            Shop.Time.Advance(TimeSpan.FromSeconds(1));
            placed.Insert(0, Text((await shopper.CheckOutAsync()).Json, "id"));
        }

        var first = await Operator.SendAsync("GET", "/cart-admin/orders?limit=2");
        var second = await Operator.SendAsync("GET", $"/cart-admin/orders?limit=1&cursor={Text(first.Json, "next_cursor")}");

        Assert.Equal(placed, first.Json.GetProperty("orders").EnumerateArray().Concat(second.Json.GetProperty("orders").EnumerateArray())
            .Select(static order => Text(order, "id")));
    }

    [Fact]
    public async Task The_trail_says_who_did_what_and_what_became_of_it()
    {
        var id = Shop.CartOf(await fixture.ShopperWithMugsAsync(1))!.Value;
        Operator.User = "olga";
        await Operator.SendAsync("DELETE", $"/cart-admin/carts/{id}");

        var trail = await Operator.SendAsync("GET", "/cart-admin/audit?limit=1");

        var entry = Assert.Single(trail.Json.GetProperty("entries").EnumerateArray());
        Assert.Equal(("olga", "delete_cart", "cart", id.ToString(), "done"),
            (Text(entry, "actor"), Text(entry, "action"), Text(entry, "subject_kind"), Text(entry, "subject_id"), Text(entry, "outcome")));
        var before = await Operator.SendAsync("GET", $"/cart-admin/audit?limit=100&cursor={Text(trail.Json, "next_cursor") ?? "1"}");
        Assert.DoesNotContain(id.ToString(), before.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MessagePack_says_the_same()
    {
        var (_, id) = await UserWithMugsAsync(2);

        var json = await Operator.SendAsync("GET", $"/cart-admin/carts/{id}");
        var packed = await Operator.SendAsync("GET", $"/cart-admin/carts/{id}", null, ("Accept", "application/vnd.msgpack"));

        Assert.Equal("application/vnd.msgpack", packed.MediaType);
        Assert.True(JsonElement.DeepEquals(json.Json, packed.Content));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private async Task<(Shopper Shopper, CartId Cart)> UserWithMugsAsync(int quantity)
    {
        var shopper = Shop.NewShopper();
        shopper.User = _user;
        Assert.Equal(HttpStatusCode.OK, (await shopper.AddMugsAsync(quantity)).Status);
        return (shopper, Shop.CartOf(shopper)!.Value);
    }

    // Other tests have carts in the same stores.
    private async Task<Dictionary<string, string>> CartsAsync(string query)
    {
        var carts = new Dictionary<string, string>();
        string? cursor = "";
        while (cursor is not null)
        {
            var page = await Operator.SendAsync("GET", $"/cart-admin/carts?{query}&cursor={cursor}");
            Assert.Equal(HttpStatusCode.OK, page.Status);
            foreach (var cart in page.Json.GetProperty("carts").EnumerateArray())
            {
                carts[Text(cart, "id")] = Text(cart, "state");
            }

            cursor = page.Json.GetProperty("next_cursor").GetString();
        }

        return carts;
    }

    private async Task<IEnumerable<string?>> OutcomesAsync(AuditSubject subject) =>
        (await Shop.Services.GetRequiredService<IAdminAudit>().ListAsync(subject, cancellationToken: Cancellation)).Select(static entry => entry.Outcome);
}

public sealed class InMemoryAdminTests(InMemoryShop shop) : AdminContract(shop), IClassFixture<InMemoryShop>;

public sealed class EmbeddedAdminTests(EmbeddedShop shop) : AdminContract(shop), IClassFixture<EmbeddedShop>;

public sealed class ServerAdminTests(ServerShop shop) : AdminContract(shop), IClassFixture<ServerShop>;
