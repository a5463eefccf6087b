using System.Net;
using System.Text.RegularExpressions;
using Cart.Admin;
using Cart.Engine;
using Cart.Redis;
using Cart.Testing;

namespace Cart.AspNetCore.Tests;

/// <summary>What docs/configuration.md promises of each setting.</summary>
public sealed partial class ConfigurationPageTests : IDisposable
{
    private static readonly string[] Components = ["TaxCalculator", "ShippingCalculator", "InventoryChecker", "ProductCatalog", "SessionAdapter"];

    // A value that each setting rejects. The rest has its effect in the tests below, or belongs to a store that this storefront does not have.
    private static readonly Dictionary<string, string> Bad = new(
        new[]
        {
            "MaxLines", "MaxDiscountGuesses", "TimeToLive", "UserTimeToLive", "EmptyTimeToLive", "TombstoneTimeToLive", "IdempotencyTimeToLive",
            "MaxIdempotencyKeys", "CheckoutLease", "Http:MaxBodyBytes", "Http:MaxImportBytes", "Http:MaxItemsPerRequest", "Http:LiveRetry",
            "Http:MaxStreamsPerCart", "Http:MaxStreamsPerAddress", "Outbox:PollInterval", "Outbox:Lease", "Outbox:Retention", "Checks:Interval",
        }.Select(static name => KeyValuePair.Create("Cart:" + name, name.Contains("Time", StringComparison.Ordinal) ? "00:00:00" : "0"))
            .Concat(Components.Select(static name => KeyValuePair.Create("Cart:" + name, "Shop.Nothing")))
            .Append(new("Cart:Currency", "euro")).Append(new("Cart:MinOrderAmount", "-1")).Append(new("Cart:MaxQuantityPerItem", "-1"))
            .Append(new("Cart:CheckoutWait", "-00:00:01")).Append(new("Cart:PriceChange", "7")).Append(new("Cart:GoneProducts", "7")));

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_page_lists_every_setting_once()
    {
        var page = await PageAsync("docs/configuration.md");
        var listed = Row().Matches(page).Select(static row => row.Groups[1].Value).Order(StringComparer.Ordinal);

        string[] expected =
        [
            .. Of<CartOptions>(""), .. Components, .. Of<CartHttpOptions>("Http:"), .. Of<CartAdminOptions>("Admin:"), .. Of<RedisCartOptions>("Redis:"),
            "Postgres:Schema", "Postgres:MaxCheckouts", .. Of<OutboxOptions>("Outbox:"), .. Of<AbandonmentOptions>("Abandonment:"), .. Of<CheckOptions>("Checks:"),
        ];

        Assert.Equal(expected.Order(StringComparer.Ordinal), listed);
    }

    [Fact]
    public async Task Every_setting_that_any_page_names_is_listed()
    {
        var listed = Row().Matches(await PageAsync("docs/configuration.md")).Select(static row => row.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        List<string> unlisted = [];
        foreach (var page in Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "docs"), "*.md").Append(Path.Combine(SourceTree.Root, "README.md")))
        {
            unlisted.AddRange(Named().Matches(await File.ReadAllTextAsync(page, Cancellation))
                .Select(static name => name.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal))
                .Where(name => !listed.Contains(name) && !listed.Any(known => known.StartsWith(name + ':', StringComparison.Ordinal)))
                .Select(name => $"{Path.GetFileName(page)}: {name}"));
        }

        Assert.Empty(unlisted);
    }

    [Fact]
    public async Task The_storefront_rejects_a_bad_value_of_each_setting_and_names_it()
    {
        var (exit, output) = await StorefrontProcess.FailAsync(
            _directory.Path, "http://127.0.0.1:0", [.. Bad.Select(static setting => (setting.Key.Replace(":", "__", StringComparison.Ordinal), (string?)setting.Value))]);

        Assert.Equal(1, exit);
        Assert.All(Bad, setting => Assert.Matches($"{setting.Key} is '?(-?{Regex.Escape(setting.Value.TrimStart('-'))}|0\\.|00:00:00)", output));
    }

    [Fact]
    public async Task A_setting_wins_over_what_the_storefront_chose()
    {
        await using var shop = await StorefrontProcess.StartAsync(
            _directory.Path, "http://127.0.0.1:0", ("Cart__ShippingCalculator", typeof(FreeShippingCalculator).FullName), ("Cart__SessionAdapter", "session"),
            ("Cart__InventoryChecker", typeof(UnlimitedInventory).FullName), ("Cart__MinOrderAmount", "40"), ("Cart__Http__MaxItemsPerRequest", "1"),
            ("Cart__Http__DetailUrlName", "nothing"), ("Cart__Admin__AllowLoopback", "false"));
        var shopper = shop.NewShopper();

        var two = await shopper.AddAsync("""{"items":[{"content_type_id":7,"object_id":42},{"content_type_id":7,"object_id":43}]}""");
        var teapots = await shopper.AddAsync("""{"content_type_id":7,"object_id":44,"quantity":13}""");
        var ways = await shopper.SendAsync("GET", "/cart/shipping-options");
        await shopper.SendAsync("DELETE", "/cart/items");
        await shopper.AddMugsAsync();
        var order = await shopper.CheckOutAsync();
        var admin = await shopper.SendAsync("GET", "/cart-admin");
        var page = await shopper.SendAsync("GET", "/", null, ("Accept", "text/html"));

        Assert.Equal(HttpStatusCode.BadRequest, two.Status);
        Assert.Equal(HttpStatusCode.OK, teapots.Status);
        Assert.StartsWith(".AspNetCore.Session=", shopper.Cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("express", ways.Text, StringComparison.Ordinal);
        order.IsProblem(HttpStatusCode.UnprocessableEntity, "minimum_order_not_met");
        Assert.Equal(HttpStatusCode.Forbidden, admin.Status);
        Assert.Contains("href=\"/cart/\"", page.Text, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Of<T>(string section) => typeof(T).GetProperties()
        .Where(static property => property.PropertyType != typeof(Func<Microsoft.AspNetCore.Http.HttpContext, string?>))
        .Select(property => section + property.Name);

    private static Task<string> PageAsync(string path) => File.ReadAllTextAsync(Path.Combine(SourceTree.Root, path), Cancellation);

    [GeneratedRegex(@"^\| `Cart:([\w:]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\bCart(?::|__)([A-Z]\w*(?:(?::|__)[A-Z]\w*)*)")]
    private static partial Regex Named();
}
