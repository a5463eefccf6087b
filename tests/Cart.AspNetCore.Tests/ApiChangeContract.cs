using System.Net;
using System.Text.Json;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

/// <summary>What holds for every way to change a cart, on each set of stores.</summary>
public abstract class ApiChangeContract(ApiShop fixture)
{
    /// <summary>Changes of three mugs with TEN and express that change nothing.</summary>
    private static readonly Mutation[] Idle =
    [
        new("PUT", "/cart/items/7:42", """{"quantity":3}"""),
        new("PUT", "/cart/discount", """{"code":" ten"}"""),
        new("PUT", "/cart/shipping", """{"id":"express"}"""),
        new("PUT", "/cart/import", "{}"),
        new("PUT", "/cart/import", """{"__discount__":{"code":"GONE"}}"""),
        new("PUT", "/cart/import", """{"__discount__":{"code":"USED UP"}}"""),
        new("PUT", "/cart/import", """{"7:4242":{"content_type_id":7,"object_id":4242,"quantity":1}}"""),
        new("PUT", "/cart/import", """{"7:42":{"content_type_id":7,"object_id":42,"quantity":3}}"""),
    ];

    /// <summary>Changes that change nothing, of a visitor without a cart or of a cart that is empty.</summary>
    private static readonly Mutation[] IdleOfNothing =
    [
        new("DELETE", "/cart/items", null),
        new("DELETE", "/cart/discount", null),
        new("DELETE", "/cart/shipping", null),
        new("PUT", "/cart/import", "{}"),
        new("PUT", "/cart/import", """{"__discount__":{"code":"GONE"}}"""),
        new("PUT", "/cart/import", """{"7:4242":{"content_type_id":7,"object_id":4242,"quantity":1}}"""),
    ];

    public static TheoryData<int> IdleChanges => [.. Enumerable.Range(0, Idle.Length)];

    public static TheoryData<int> IdleChangesOfNothing => [.. Enumerable.Range(0, IdleOfNothing.Length)];

    public static TheoryData<int> Mutations => [.. Enumerable.Range(0, Mutation.All.Count)];

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task Every_change_is_answered_with_the_whole_cart_and_its_entity_tag_in_both_formats(int index)
    {
        foreach (var (mediaType, letter) in new[] { ("application/json", 'j'), ("application/vnd.msgpack", 'm'), ("application/x-msgpack", 'm') })
        {
            var shopper = await fixture.ShopperWithMugsAsync(3);

            var answer = await Mutation.All[index].SendAsync(shopper, ("Accept", mediaType));

            Assert.Equal((HttpStatusCode.OK, mediaType), (answer.Status, answer.MediaType));
            Assert.Equal($"\"{answer.Content.GetProperty("version").GetInt32()}-{letter}\"", answer.Tag);
            Assert.Equal(("private, no-cache", true), (answer.Header("Cache-Control")!.Replace("no-cache, private", "private, no-cache"), answer.Header("Vary")!.Contains("Accept")));
            Assert.True(JsonElement.DeepEquals((await shopper.GetAsync()).Json, answer.Content), answer.Text);
        }
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task Every_change_can_depend_on_a_version(int index)
    {
        var shopper = await fixture.ShopperWithMugsAsync(3);

        foreach (var stale in (string[])["\"0-j\"", "W/\"7-m\"", "\"2\"", "\"x\""])
        {
            var refused = await Mutation.All[index].SendAsync(shopper, ("If-Match", stale));
            refused.IsProblem(HttpStatusCode.PreconditionFailed, "version_mismatch");
            Assert.Equal(1, refused.Json.GetProperty("version").GetInt32());
        }

        Assert.Equal(HttpStatusCode.OK, (await Mutation.All[index].SendAsync(shopper, ("If-Match", "W/\"1-j-gzip\""))).Status);
        (await Mutation.All[index].SendAsync(shopper, ("If-Match", "\"1-j\""))).IsProblem(HttpStatusCode.PreconditionFailed, "version_mismatch");
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task Every_change_happens_once_under_its_key(int index)
    {
        var mutation = Mutation.All[index];
        var shopper = await fixture.ShopperWithMugsAsync(3);
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());

        var first = await mutation.SendAsync(shopper, key);
        await shopper.AddAsync("""{"content_type_id":8,"object_id":"BANK CHARGES"}""");
        var again = await mutation.SendAsync(shopper, key);
        var other = await shopper.SendAsync("PUT", "/cart/items/8:BANK%20CHARGES", """{"quantity":77}""", key);

        Assert.Equal((HttpStatusCode.OK, null), (first.Status, first.Header("Idempotent-Replayed")));
        Assert.Equal((HttpStatusCode.OK, "true"), (again.Status, again.Header("Idempotent-Replayed")));
        Assert.Equal(3, again.Json.GetProperty("version").GetInt32());
        other.IsProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        Assert.Equal(again.Text, (await shopper.GetAsync()).Text);
    }

    [Theory]
    [MemberData(nameof(IdleChanges))]
    public async Task A_change_that_changed_nothing_is_remembered_under_its_key(int index)
    {
        var shopper = await fixture.ShopperWithMugsAsync(3);
        await shopper.SendAsync("PUT", "/cart/discount", """{"code":"ten"}""");
        await shopper.SendAsync("PUT", "/cart/shipping", """{"id":"express"}""");
        var before = (await shopper.GetAsync()).Json;

        var (first, again, after) = await TwiceAsync(shopper, Idle[index], () => ChangeAllAsync(shopper));

        Assert.Equal(before.GetProperty("items").GetRawText(), first.Json.GetProperty("items").GetRawText());
        Assert.Equal(before.GetProperty("total").GetRawText(), first.Json.GetProperty("total").GetRawText());
        Assert.Equal((HttpStatusCode.OK, "true"), (again.Status, again.Header("Idempotent-Replayed")));
        Assert.Equal(after, (await shopper.GetAsync()).Text);
    }

    [Theory]
    [MemberData(nameof(IdleChangesOfNothing))]
    public async Task What_a_visitor_changed_nothing_by_is_remembered_under_its_key(int index)
    {
        var shopper = fixture.Shop.NewShopper();

        var (first, again, after) = await TwiceAsync(shopper, IdleOfNothing[index], async () =>
        {
            await shopper.AddMugsAsync(2);
            await ChangeAllAsync(shopper);
        });

        Assert.Equal((HttpStatusCode.OK, 0), (first.Status, first.Json.GetProperty("count").GetInt32()));
        Assert.Equal((HttpStatusCode.OK, "true"), (again.Status, again.Header("Idempotent-Replayed")));
        Assert.Equal(after, (await shopper.GetAsync()).Text);
    }

    [Fact]
    public async Task An_import_whose_code_was_left_off_does_not_take_it_later_under_its_key()
    {
        var code = "SOON " + Guid.NewGuid().ToString("N")[..8].ToUpperInvariant();
        var shopper = await fixture.ShopperWithMugsAsync(1);
        await shopper.SendAsync("PUT", "/cart/discount", """{"code":"ten"}""");
        var import = new Mutation("PUT", "/cart/import", $$$"""{"__discount__":{"code":"{{{code}}}"}}""");

        var (first, again, _) = await TwiceAsync(shopper, import, async () =>
        {
            await using var scope = fixture.Shop.Services.CreateAsyncScope();
            var discount = new Discount { Code = DiscountCode.Parse(code), Value = 50m };
            await scope.ServiceProvider.GetRequiredService<IDiscountStore>().CreateAsync(discount);
        });

        Assert.Equal("discount_not_found", first.Json.GetProperty("warnings")[0].GetProperty("code").GetString());
        Assert.Equal(("true", "TEN"), (again.Header("Idempotent-Replayed"), again.Json.GetProperty("discount_code").GetString()));
        var anew = await import.SendAsync(shopper, ("Idempotency-Key", Guid.NewGuid().ToString()));
        Assert.Equal(code, anew.Json.GetProperty("discount_code").GetString());
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task Every_change_can_be_answered_by_no_more_than_what_changed(int index)
    {
        var shopper = await fixture.ShopperWithMugsAsync(3);

        var answer = await Mutation.All[index].SendAsync(shopper, ("Prefer", "respond-async, return=minimal"));

        var cart = (await shopper.GetAsync()).Json;
        Assert.Equal((HttpStatusCode.OK, "return=minimal"), (answer.Status, answer.Header("Preference-Applied")));
        Assert.Equal(["version", "count", "unique_count", "items"], answer.Json.EnumerateObject().Select(static member => member.Name));
        foreach (var member in (string[])["version", "count", "unique_count"])
        {
            Assert.Equal(cart.GetProperty(member).GetInt64(), answer.Json.GetProperty(member).GetInt64());
        }

        var held = cart.GetProperty("items").EnumerateArray().ToDictionary(static item => item.GetProperty("key").GetString()!, static item => item.GetRawText());
        Assert.All(answer.Json.GetProperty("items").EnumerateArray(), item =>
        {
            var isHeld = held.TryGetValue(item.GetProperty("key").GetString()!, out var text);
            Assert.True(isHeld ? text == item.GetRawText() : item.GetProperty("quantity").GetInt32() == 0, item.GetRawText());
        });
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task No_page_of_another_site_can_change_the_cart(int index)
    {
        var shopper = await fixture.ShopperWithMugsAsync(3);

        var fetched = await Mutation.All[index].SendAsync(shopper, ("Sec-Fetch-Site", "cross-site"));
        var posted = await Mutation.All[index].SendAsync(shopper, ("Origin", "https://evil.example"));

        fetched.IsProblem(HttpStatusCode.Forbidden, "cross_site_request");
        posted.IsProblem(HttpStatusCode.Forbidden, "cross_site_request");
        Assert.Equal(1, (await shopper.GetAsync()).Json.GetProperty("version").GetInt32());
    }

    private static async Task<(Answer First, Answer Again, string After)> TwiceAsync(Shopper shopper, Mutation mutation, Func<Task> meanwhile)
    {
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var first = await mutation.SendAsync(shopper, key);
        Assert.Equal((HttpStatusCode.OK, null), (first.Status, first.Header("Idempotent-Replayed")));
        await meanwhile();
        var after = (await shopper.GetAsync()).Text;
        return (first, await mutation.SendAsync(shopper, key), after);
    }

    // So that every change that changed nothing before would change something now.
    private static async Task ChangeAllAsync(Shopper shopper)
    {
        await shopper.SendAsync("PUT", "/cart/items/7:42", """{"quantity":8}""");
        await shopper.SendAsync("DELETE", "/cart/discount");
        await shopper.SendAsync("PUT", "/cart/discount", """{"code":"five off"}""");
        await shopper.SendAsync("PUT", "/cart/shipping", """{"id":"post"}""");
    }

    [Fact]
    public async Task Fifty_changes_of_every_relative_kind_at_once_all_count()
    {
        var shopper = await fixture.ShopperWithMugsAsync(1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => n % 2 == 0
            ? shopper.AddMugsAsync(2)
            : shopper.SendAsync("PATCH", "/cart/items/7:42", """{"delta":3}""")));

        Assert.All(answers, static answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(1 + (25 * 2) + (25 * 3), (await shopper.GetAsync()).Json.GetProperty("count").GetInt32());
    }
}

public sealed class InMemoryApiChangeTests(InMemoryShop shop) : ApiChangeContract(shop), IClassFixture<InMemoryShop>;

public sealed class EmbeddedApiChangeTests(EmbeddedShop shop) : ApiChangeContract(shop), IClassFixture<EmbeddedShop>;

public sealed class ServerApiChangeTests(ServerShop shop) : ApiChangeContract(shop), IClassFixture<ServerShop>;
