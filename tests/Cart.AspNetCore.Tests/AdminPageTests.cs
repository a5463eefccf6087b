using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

/// <summary>The operators' pages: what strangers typed is shown and never runs, and only their own forms act.</summary>
public sealed partial class AdminPageTests : IClassFixture<InMemoryShop>, IDisposable
{
    private const string Script = "<script>alert('1')</script>\"&";

    private readonly InMemoryShop _fixture;
    private readonly HttpClient _client;
    private readonly Shopper _browser;

    public AdminPageTests(InMemoryShop fixture)
    {
        _fixture = fixture;
        _client = PlainClient.New(fixture.Shop.Address, follows: false);
        _browser = new Shopper(_client);
    }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task What_strangers_typed_is_shown_as_text_on_every_page()
    {
        var shopper = _fixture.Shop.NewShopper();
        shopper.User = Script;
        await shopper.AddMugsAsync();
        var id = _fixture.Shop.CartOf(shopper)!.Value;
        var code = DiscountCode.Parse("<img src=x onerror=alert(1)>\"'");
        await _fixture.Shop.Services.GetRequiredService<IDiscountStore>().CreateAsync(new Discount { Code = code, Value = 10 }, Cancellation);
        await shopper.SendAsync("PUT", "/cart/discount", System.Text.Json.JsonSerializer.Serialize(new { code = code.Text }));
        _browser.User = Script;
        var inPath = Uri.EscapeDataString(code.Text);
        var held = await PageAsync($"/cart-admin/carts/{id}");
        await shopper.CheckOutAsync();
        var order = (await _fixture.Shop.Services.GetRequiredService<IOrderStore>().FindByCartAsync(id, Cancellation))!.Id;
        await _browser.SendAsync("DELETE", $"/cart-admin/carts/{id}");

        string[] paths =
        [
            "/cart-admin", "/cart-admin/carts", $"/cart-admin/carts?user={Uri.EscapeDataString(Script)}", $"/cart-admin/carts/{id}", $"/cart-admin/carts?state={Uri.EscapeDataString(Script)}",
            "/cart-admin/discounts", $"/cart-admin/discounts/{inPath}", $"/cart-admin/edit-discount/{inPath}", $"/cart-admin/delete-discount/{inPath}",
            "/cart-admin/orders", $"/cart-admin/orders?user={Uri.EscapeDataString(Script)}", $"/cart-admin/orders/{order}", "/cart-admin/audit",
            $"/cart-admin/discounts?done={Uri.EscapeDataString(Script)}", $"/cart-admin/carts?cursor={Uri.EscapeDataString(Script)}",
        ];
        var pages = new List<string> { held };
        foreach (var path in paths)
        {
            pages.Add(await PageAsync(path));
        }

        Assert.All(pages, static page =>
        {
            Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("\"'\"", page, StringComparison.Ordinal);
        });
        Assert.Contains("&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt;&quot;&amp;", held, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#x27;", held, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_run_nothing_and_are_kept_by_nobody()
    {
        var page = await _browser.SendAsync("GET", "/cart-admin/carts", null, ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
        var style = await _browser.SendAsync("GET", Stylesheet().Match(page.Text).Groups[1].Value);

        Assert.Equal((HttpStatusCode.OK, "text/html; charset=utf-8", "no-store, private"), (page.Status, page.MediaType, page.Header("Cache-Control")));
        Assert.Contains("default-src 'none'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Header("X-Content-Type-Options"));
        Assert.Equal((HttpStatusCode.OK, "text/css; charset=utf-8"), (style.Status, style.MediaType));
    }

    [Theory]
    [InlineData("*/*", "application/json; charset=utf-8")]
    [InlineData("application/json, text/html;q=0.5", "application/json; charset=utf-8")]
    [InlineData("application/vnd.msgpack", "application/vnd.msgpack")]
    [InlineData("text/html;q=0, */*", "application/json; charset=utf-8")]
    [InlineData("text/html", "text/html; charset=utf-8")]
    public async Task The_same_address_is_data_to_programs_and_a_page_to_people(string accept, string mediaType)
    {
        var answer = await _browser.SendAsync("GET", "/cart-admin/discounts", null, ("Accept", accept));

        Assert.Equal((HttpStatusCode.OK, mediaType.Split(';')[0]), (answer.Status, answer.MediaType!.Split(';')[0]));
    }

    [Fact]
    public async Task A_form_acts_only_with_the_token_of_its_page_and_its_cookie()
    {
        var page = await PageAsync("/cart-admin/new-discount");
        var fields = new Dictionary<string, string> { ["code"] = "FORM", ["value"] = "10", ["discount_type"] = "percent", ["active"] = "true" };
        var token = Token().Match(page).Groups[1].Value;
        var cookie = _browser.Cookie;

        var without = await PostAsync("/cart-admin/new-discount", fields);
        _browser.Cookie = null;
        var noCookie = await PostAsync("/cart-admin/new-discount", new(fields) { ["__RequestVerificationToken"] = token });
        _browser.Cookie = cookie;
        var forged = await PostAsync("/cart-admin/new-discount", new(fields) { ["__RequestVerificationToken"] = token[..^4] + "AAAA" });
        var plain = await _browser.SendAsync(HttpMethod.Post, "/cart-admin/new-discount", Shopper.Json("{}"));
        var tooLong = await PostAsync("/cart-admin/new-discount", new(fields) { ["code"] = new string('x', 70_000), ["__RequestVerificationToken"] = token });
        Assert.Null(await FindAsync("FORM"));
        var done = await PostAsync("/cart-admin/new-discount", new(fields) { ["__RequestVerificationToken"] = token });

        Assert.All([without, noCookie, forged], static refused =>
        {
            Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
            Assert.Contains("form_expired", refused.Text, StringComparison.Ordinal);
        });
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, HttpStatusCode.RequestEntityTooLarge), (plain.Status, tooLong.Status));
        Assert.Equal((HttpStatusCode.SeeOther, "/cart-admin/discounts/FORM?done=created"), (done.Status, done.Location!.ToString()));
        Assert.Equal(10, (await FindAsync("FORM"))!.Value);
    }

    [Fact]
    public async Task Faults_stand_at_their_fields_and_what_was_typed_stays()
    {
        var token = Token().Match(await PageAsync("/cart-admin/new-discount")).Groups[1].Value;

        var refused = await PostAsync("/cart-admin/new-discount", new()
        {
            ["code"] = "",
            ["value"] = "a lot",
            ["min_cart_value"] = "-1",
            ["max_uses"] = "1.5",
            ["max_uses_per_customer"] = "0",
            ["discount_type"] = "gift",
            ["valid_from"] = "2026-05-04T10:00",
            ["valid_until"] = "tomorrow <b>",
            ["__RequestVerificationToken"] = token,
        });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal(
            ["code", "discount_type", "max_uses", "max_uses_per_customer", "min_cart_value", "valid_until", "value"],
            FaultAt().Matches(refused.Text).Select(static match => match.Groups[1].Value).Order());
        Assert.Contains("value=\"a lot\"", refused.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"tomorrow &lt;b&gt;\"", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edit_of_what_was_edited_meanwhile_is_refused_and_moments_keep_what_a_field_does_not_show()
    {
        var exact = new DateTimeOffset(2026, 5, 4, 10, 0, 0, TimeSpan.Zero).AddTicks(1234560);
        var store = _fixture.Shop.Services.GetRequiredService<IDiscountStore>();
        var discount = new Discount { Code = DiscountCode.Parse("EDIT"), Value = 10, ValidFrom = exact };
        await store.CreateAsync(discount, Cancellation);
        var page = await PageAsync("/cart-admin/edit-discount/EDIT");
        var fields = new Dictionary<string, string>
        {
            ["value"] = "15",
            ["discount_type"] = "percent",
            ["active"] = "true",
            ["version"] = "1",
            ["valid_from"] = "2026-05-04T10:00:00",
            ["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value,
        };

        var saved = await PostAsync("/cart-admin/edit-discount/EDIT", fields);
        var stale = await PostAsync("/cart-admin/edit-discount/EDIT", new(fields) { ["value"] = "99" });

        Assert.Equal(HttpStatusCode.SeeOther, saved.Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.Status);
        Assert.Equal(discount with { Value = 15, Revision = 2 }, await store.FindAsync(discount.Code, Cancellation));
    }

    [Fact]
    public async Task A_cart_is_deleted_in_a_browser_after_a_question_unless_it_has_changed_since()
    {
        var shopper = await _fixture.ShopperWithMugsAsync(2);
        var path = $"/cart-admin/delete-cart/{_fixture.Shop.CartOf(shopper)!.Value}";
        var asked = await PageAsync(path);
        Dictionary<string, string> FieldsOf(string page) => new()
        {
            ["version"] = Version().Match(page).Groups[1].Value,
            ["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value,
        };
        await shopper.AddMugsAsync();

        var stale = await PostAsync(path, FieldsOf(asked));
        var deleted = await PostAsync(path, FieldsOf(await PageAsync(path)));

        Assert.Contains("holds 2 units", asked, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.Status);
        Assert.Equal((HttpStatusCode.SeeOther, "/cart-admin/carts?done=deleted"), (deleted.Status, deleted.Location!.ToString()));
        Assert.Equal(HttpStatusCode.NotFound, (await _browser.SendAsync("GET", path)).Status);
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef", "/cart-admin/carts/0123456789abcdef0123456789abcdef")]
    [InlineData(" 0198c9a5-0000-7000-8000-000000000000 ", "/cart-admin/orders/0198c9a5-0000-7000-8000-000000000000")]
    [InlineData("alice & bob", "/cart-admin/carts?user=alice%20%26%20bob")]
    [InlineData("//evil.example", "/cart-admin/carts?user=%2F%2Fevil.example")]
    [InlineData("", "/cart-admin/carts")]
    public async Task The_search_leads_to_a_cart_an_order_or_a_user(string text, string target)
    {
        var found = await _browser.SendAsync("GET", "/cart-admin/find?q=" + Uri.EscapeDataString(text));

        Assert.Equal((HttpStatusCode.Redirect, target), (found.Status, found.Location!.ToString()));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task<string> PageAsync(string path)
    {
        var page = await _browser.SendAsync("GET", path, null, ("Accept", "text/html"));
        Assert.Equal("text/html; charset=utf-8", page.MediaType);
        return page.Text;
    }

    private Task<Answer> PostAsync(string path, Dictionary<string, string> fields)
    {
        var body = string.Join('&', fields.Select(static field => $"{field.Key}={Uri.EscapeDataString(field.Value)}"));
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        return _browser.SendAsync(HttpMethod.Post, path, content);
    }

    private async Task<Discount?> FindAsync(string code) =>
        await _fixture.Shop.Services.GetRequiredService<IDiscountStore>().FindAsync(DiscountCode.Parse(code), Cancellation);

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("name=\"version\" value=\"([0-9]+)\"")]
    private static partial Regex Version();

    [GeneratedRegex("<p class=\"error\" id=\"([a-z_]+)-error\">")]
    private static partial Regex FaultAt();

    [GeneratedRegex("<link rel=\"stylesheet\" href=\"([^\"]+)\"")]
    private static partial Regex Stylesheet();
}
