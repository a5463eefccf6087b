using System.Net;
using Cart.Engine;

namespace Cart.AspNetCore.Tests;

/// <summary>The second click gets the order of the first, and never another one.</summary>
public abstract class CheckoutRetryContract(ApiShop fixture)
{
    [Fact]
    public async Task Twenty_checkouts_at_once_get_one_order()
    {
        var shopper = await fixture.ShopperWithMugsAsync(3);

        var answers = await fixture.Shop.PassTimeUntilAsync(
            Task.WhenAll(Enumerable.Range(0, 20).Select(_ => shopper.CheckOutAsync("""{"expected_total":"29.97"}"""))));

        Assert.Single(answers, static answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(19, answers.Count(static answer => answer.Status == HttpStatusCode.OK));
        Assert.Single(answers.Select(static answer => answer.Text).Distinct());
    }

    [Fact]
    public async Task Twenty_checkouts_at_once_under_one_key_get_one_order()
    {
        var shopper = await fixture.ShopperWithMugsAsync(3);
        var key = NewKey();

        var answers = await fixture.Shop.PassTimeUntilAsync(Task.WhenAll(Enumerable.Range(0, 20).Select(_ => shopper.CheckOutAsync(null, key))));

        Assert.Single(answers, static answer => answer.Header("Idempotent-Replayed") is null);
        Assert.Single(answers.Select(static answer => (answer.Status, answer.Text)).Distinct());
    }

    [Fact]
    public async Task A_checkout_waits_for_a_running_one_and_then_is_refused()
    {
        var shopper = await fixture.ShopperWithMugsAsync(1);
        var cart = fixture.Shop.CartOf(shopper)!.Value;
        var begun = await fixture.Shop.Carts.ApplyAsync(cart, new BeginCheckout(TimeSpan.FromMinutes(5)), TestContext.Current.CancellationToken);
        var before = fixture.Shop.Time.GetUtcNow();

        var refused = await fixture.Shop.PassTimeUntilAsync(shopper.CheckOutAsync());

        refused.IsProblem(HttpStatusCode.Conflict, "checkout_in_progress");
        Assert.InRange(fixture.Shop.Time.GetUtcNow() - before, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60));
        var waiting = shopper.CheckOutAsync();
        await fixture.Shop.Carts.ApplyAsync(cart, new ThawCheckout(begun.Snapshot!.Fence), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, (await fixture.Shop.PassTimeUntilAsync(waiting)).Status);
    }

    [Fact]
    public async Task A_key_gets_its_order_again_after_another_tab_has_begun_the_next_cart()
    {
        var shopper = await fixture.ShopperWithMugsAsync(1);
        var key = NewKey();
        var first = await shopper.CheckOutAsync(null, key);
        var next = await shopper.AddAsync("""{"content_type_id":8,"object_id":"85123A"}""");

        var again = await shopper.CheckOutAsync(null, key);
        var other = await shopper.CheckOutAsync("""{"expected_total":"2.55"}""", key);

        Assert.Equal((HttpStatusCode.Created, "true", first.Text), (again.Status, again.Header("Idempotent-Replayed"), again.Text));
        Assert.Equal(first.Location, again.Location);
        other.IsProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        Assert.Equal(next.Text, (await shopper.GetAsync()).Text);
        var second = await shopper.CheckOutAsync(null, NewKey());
        Assert.Equal((HttpStatusCode.Created, null), (second.Status, second.Header("Idempotent-Replayed")));
        Assert.NotEqual(first.Text, second.Text);
        Assert.Equal(first.Text, (await shopper.CheckOutAsync(null, key)).Text);
    }

    [Fact]
    public async Task A_key_of_one_shopper_is_unknown_to_another()
    {
        var (shopper, other) = (await fixture.ShopperWithMugsAsync(1), await fixture.ShopperWithMugsAsync(1));
        var key = NewKey();
        await shopper.CheckOutAsync(null, key);
        await other.CheckOutAsync();
        await other.AddMugsAsync(2);

        var placed = await other.CheckOutAsync(null, key);

        Assert.Equal((HttpStatusCode.Created, null), (placed.Status, placed.Header("Idempotent-Replayed")));
        Assert.Equal("19.98", placed.Json.GetProperty("total").GetString());
    }

    [Fact]
    public async Task A_guests_key_gets_the_order_after_the_guest_has_signed_in()
    {
        var shopper = await fixture.ShopperWithMugsAsync(1);
        var key = NewKey();
        var placed = await shopper.CheckOutAsync(null, key);
        shopper.User = Guid.NewGuid().ToString("N");
        Assert.Equal(HttpStatusCode.OK, (await shopper.SendAsync("POST", "/sign-in")).Status);
        await shopper.AddMugsAsync(5);

        var again = await shopper.CheckOutAsync(null, key);

        Assert.Equal((placed.Text, "true"), (again.Text, again.Header("Idempotent-Replayed")));
        Assert.Equal(5, (await shopper.GetAsync()).Json.GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_key_of_a_second_click_gets_the_first_order_for_good(bool isSignedIn)
    {
        var shopper = fixture.Shop.NewShopper();
        shopper.User = isSignedIn ? Guid.NewGuid().ToString("N") : null;
        var (first, second) = (NewKey(), NewKey());
        await shopper.AddMugsAsync(1);
        var otherTab = fixture.Shop.NewShopper();
        (otherTab.User, otherTab.Cookie) = (shopper.User, shopper.Cookie);
        var placed = await shopper.CheckOutAsync(null, first);
        var clicked = await otherTab.CheckOutAsync(null, second);
        await shopper.AddMugsAsync(2);

        var again = await shopper.CheckOutAsync(null, second);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.OK), (placed.Status, clicked.Status, again.Status));
        Assert.Equal(placed.Json.GetProperty("id").GetString(), again.Json.GetProperty("id").GetString());
        Assert.Equal(2, (await shopper.GetAsync()).Json.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_users_key_gets_the_order_on_another_device_and_buys_nothing_after_the_sign_out()
    {
        var user = Guid.NewGuid().ToString("N");
        var (phone, laptop) = (fixture.Shop.NewShopper(), fixture.Shop.NewShopper());
        (phone.User, laptop.User) = (user, user);
        var key = NewKey();
        await phone.AddMugsAsync(1);
        var placed = await phone.CheckOutAsync(null, key);
        await laptop.AddMugsAsync(2);

        var again = await laptop.CheckOutAsync(null, key);
        phone.User = null;
        await phone.AddMugsAsync(3);
        var guest = await phone.CheckOutAsync(null, key);

        Assert.Equal((placed.Text, "true"), (again.Text, again.Header("Idempotent-Replayed")));
        Assert.Equal(2, (await laptop.GetAsync()).Json.GetProperty("count").GetInt32());
        guest.IsProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        Assert.Equal(3, (await phone.GetAsync()).Json.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_sign_in_takes_the_delivery_option_along_as_the_code_and_says_which_gave_way()
    {
        var user = "user " + Guid.NewGuid();
        var (elsewhere, first, second) = (await fixture.ShopperWithMugsAsync(1), await fixture.ShopperWithMugsAsync(2), await fixture.ShopperWithMugsAsync(3));
        elsewhere.User = user;
        await elsewhere.SendAsync("POST", "/sign-in");
        await first.SendAsync("PUT", "/cart/shipping", """{"id":"express"}""");
        await first.SendAsync("PUT", "/cart/discount", """{"code":"TEN"}""");
        await second.SendAsync("PUT", "/cart/shipping", """{"id":"post"}""");

        first.User = user;
        await first.SendAsync("POST", "/sign-in");
        var taken = await elsewhere.GetAsync();
        second.User = user;
        await second.SendAsync("POST", "/sign-in");
        var kept = await elsewhere.GetAsync();
        var later = await elsewhere.AddMugsAsync();

        Assert.Equal((3, "TEN", "express"), OptionOf(taken));
        Assert.Empty(taken.Json.GetProperty("warnings").EnumerateArray());
        Assert.Equal((6, "TEN", "express"), OptionOf(kept));
        Assert.Equal("shipping_option_kept", Assert.Single(kept.Json.GetProperty("warnings").EnumerateArray()).GetProperty("code").GetString());
        Assert.Empty(later.Json.GetProperty("warnings").EnumerateArray());

        static (int, string?, string?) OptionOf(Answer answer) => (
            answer.Json.GetProperty("count").GetInt32(),
            answer.Json.GetProperty("discount_code").GetString(),
            answer.Json.GetProperty("shipping_option").GetProperty("id").GetString());
    }

    [Fact]
    public async Task An_order_names_its_delivery_option_and_so_does_the_cart()
    {
        var shopper = await fixture.ShopperWithMugsAsync(1);
        var before = await shopper.GetAsync();
        await shopper.SendAsync("PUT", "/cart/shipping", """{"id":"express"}""");

        var (cart, packed) = (await shopper.GetAsync(), await shopper.GetAsync(("Accept", "application/vnd.msgpack")));
        var placed = await shopper.CheckOutAsync();
        var read = await shopper.SendAsync("GET", placed.Location!.OriginalString, null, ("Accept", "application/vnd.msgpack"));

        const string Express = """{"id":"express","name":"Express","price":"9.90"}""";
        Assert.Contains("\"shipping_option\":null", before.Text, StringComparison.Ordinal);
        Assert.All([cart, packed, placed, read], static answer =>
            Assert.Equal(Express, answer.Content.GetProperty("shipping_option").GetRawText()));
    }

    private static (string Name, string Value) NewKey() => ("Idempotency-Key", Guid.NewGuid().ToString());
}

public sealed class InMemoryCheckoutRetryTests(InMemoryShop shop) : CheckoutRetryContract(shop), IClassFixture<InMemoryShop>;

public sealed class EmbeddedCheckoutRetryTests(EmbeddedShop shop) : CheckoutRetryContract(shop), IClassFixture<EmbeddedShop>;

public sealed class ServerCheckoutRetryTests(ServerShop shop) : CheckoutRetryContract(shop), IClassFixture<ServerShop>;
