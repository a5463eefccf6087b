using System.Net;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

/// <summary>A 304 is never wrong, and the tag of one cart is none of another's.</summary>
public sealed class EntityTagTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/cart")]
    [InlineData("/cart/export")]
    public async Task An_answer_that_is_known_is_not_sent_again(string path)
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        var tag = (await shopper.SendAsync("GET", path)).Header("ETag")!;
        var bare = tag.Trim('"');

        foreach (var known in (string[])[tag, $"W/{tag}", $"\"{bare}-gzip\"", $"W/{tag}-gzip", $"\"0-j\", {tag}", "*"])
        {
            var answer = await shopper.SendAsync("GET", path, null, ("If-None-Match", known));
            Assert.Equal((HttpStatusCode.NotModified, "", tag), (answer.Status, answer.Text, answer.Header("ETag")));
        }

        foreach (var other in (string[])["\"1-j\"", $"\"{bare.Replace("-j-", "-m-", StringComparison.Ordinal)}\"", $"\"{bare}0\"", "\"1\"", "1-", "\"", ""])
        {
            Assert.Equal(HttpStatusCode.OK, (await shopper.SendAsync("GET", path, null, ("If-None-Match", other))).Status);
        }
    }

    [Fact]
    public async Task A_discount_that_is_switched_off_changes_the_tag()
    {
        await using var shop = await TestShop.StartAsync();
        await using var scope = shop.Services.CreateAsyncScope();
        var discounts = scope.ServiceProvider.GetRequiredService<IDiscountStore>();
        var ten = new Discount { Code = DiscountCode.Parse("TEN"), Value = 10m };
        await discounts.CreateAsync(ten, Cancellation);
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        await shopper.SendAsync("PUT", "/cart/discount", """{"code":"TEN"}""");
        var before = await shopper.GetAsync();

        await discounts.UpdateAsync(ten with { IsActive = false }, Cancellation);

        var after = await shopper.GetAsync(("If-None-Match", before.Header("ETag")!));
        Assert.Equal((HttpStatusCode.OK, "9.99"), (after.Status, after.Json.GetProperty("total").GetString()));
        Assert.NotEqual(before.Header("ETag"), after.Header("ETag"));
    }

    [Fact]
    public async Task A_name_that_changes_in_the_catalog_changes_the_tag()
    {
        var catalog = new ChangingCatalog { Price = 5m };
        await using var shop = await TestShop.StartAsync(cart => cart.UseProductCatalog(catalog));
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        var tag = (await shopper.GetAsync()).Header("ETag")!;

        catalog.SearchesLeft = 0;

        Assert.Equal(HttpStatusCode.OK, (await shopper.GetAsync(("If-None-Match", tag))).Status);
    }

    [Fact]
    public async Task If_Match_of_another_cart_with_the_same_version_is_412_and_changes_nothing()
    {
        await using var shop = await TestShop.StartAsync();
        var (one, two) = (shop.NewShopper(), shop.NewShopper());
        await one.AddMugsAsync();
        var foreign = (await two.AddMugsAsync()).Header("ETag")!;
        var own = (await one.GetAsync()).Header("ETag")!;

        (await one.AddMugsAsync(1, ("If-Match", foreign))).IsProblem(HttpStatusCode.PreconditionFailed, "version_mismatch");
        (await one.CheckOutAsync(null, ("If-Match", foreign))).IsProblem(HttpStatusCode.PreconditionFailed, "version_mismatch");
        Assert.Equal(HttpStatusCode.OK, (await one.AddMugsAsync(1, ("If-Match", $"{foreign}, {own}"))).Status);
        Assert.Equal(2, (await one.GetAsync()).Json.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task If_Match_of_an_empty_cart_admits_the_first_change()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        var tag = (await shopper.GetAsync()).Header("ETag")!;

        Assert.Equal(HttpStatusCode.OK, (await shopper.AddMugsAsync(1, ("If-Match", tag))).Status);
        (await shopper.AddMugsAsync(1, ("If-Match", tag))).IsProblem(HttpStatusCode.PreconditionFailed, "version_mismatch");
    }

    [Fact]
    public async Task If_Match_counts_the_version_alone_whatever_else_the_answer_shows()
    {
        var catalog = new ChangingCatalog { Price = 5m };
        await using var shop = await TestShop.StartAsync(cart => cart.UseProductCatalog(catalog));
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        var tag = (await shopper.GetAsync()).Header("ETag")!;
        catalog.Price = 7m;

        Assert.Equal(HttpStatusCode.OK, (await shopper.AddMugsAsync(1, ("If-Match", tag))).Status);
    }

    [Fact]
    public async Task A_tag_does_not_hold_the_id_of_the_cart()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        var tag = (await shopper.AddMugsAsync()).Header("ETag")!;

        var id = shop.CartOf(shopper)!.Value.ToString();
        Assert.DoesNotContain(tag.Split('-')[2], id, StringComparison.OrdinalIgnoreCase);
    }
}
