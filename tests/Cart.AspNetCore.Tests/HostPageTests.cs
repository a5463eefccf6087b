using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore.Tests;

/// <summary>Pages and endpoints of a host at the paths of the API.</summary>
public sealed class HostPageTests
{
    private const string Browser =
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7";
    private const string Id = "0190163d8694739b8c0e6f1d2a3b4c5d";

    public static readonly TheoryData<string> Kinds = ["razor", "controller", "conventional", "minimal", "any method", "fallback", "slug"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_host_answers_requests_for_a_page_and_the_API_all_others(string kind)
    {
        await using var shop = await StartAsync(kind);
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();

        foreach (var accept in new[] { Browser, "text/html", "text/html, */*;q=0.1", "TEXT/HTML;level=1", "text/html, application/json" })
        {
            var page = await shopper.GetAsync(("Accept", accept));
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.StartsWith("text/html", page.MediaType, StringComparison.Ordinal);
            Assert.Contains("Accept", page.Header("Vary"), StringComparison.Ordinal);
        }

        string?[] ofScripts = [null, "*/*", "application/json", "application/json, text/plain, */*", "text/html;q=0.9,application/json", "text/html;q=0, */*", "?"];
        foreach (var accept in ofScripts)
        {
            var cart = await shopper.GetAsync(accept is null ? [] : [("Accept", accept)]);
            Assert.Equal((HttpStatusCode.OK, 1), (cart.Status, cart.Json.GetProperty("count").GetInt32()));
        }

        var packed = await shopper.GetAsync(("Accept", "application/vnd.msgpack, text/html;q=0.5"));
        Assert.Equal("application/vnd.msgpack", packed.MediaType);
    }

    [Theory]
    [InlineData("GET", "/orders", "/orders")]
    [InlineData("GET", "/orders/" + Id, "/orders/{id:guid}")]
    [InlineData("GET", "/orders/" + Id, "/Orders/{number}")]
    [InlineData("GET", "/cart/export", "/cart/{part?}")]
    [InlineData("GET", "/cart/shipping-options", "/cart/shipping-options")]
    [InlineData("POST", "/cart/checkout", "/cart/checkout")]
    [InlineData("POST", "/cart/items", "/cart/{what}")]
    [InlineData("DELETE", "/cart/items/7:42", "/cart/items/{id}")]
    [InlineData("GET", "/cart/events", "/cart/events")]
    public async Task Every_route_of_the_API_gives_way_to_a_page(string method, string path, string route)
    {
        await using var shop = await TestShop.StartAsync(
            map: app => app.MapMethods(route, [method], static () => Results.Content("mine", "text/html")));
        var shopper = shop.NewShopper();

        var page = await shopper.SendAsync(method, path, null, ("Accept", Browser));
        var json = await shopper.SendAsync(method, path, null, ("Accept", "application/json"));

        Assert.Equal("mine", page.Text);
        Assert.NotEqual("mine", json.Text);
        Assert.NotEqual(HttpStatusCode.InternalServerError, json.Status);
    }

    [Fact]
    public async Task A_more_specific_route_of_the_host_stays_its_own_for_everybody()
    {
        await using var shop = await TestShop.StartAsync(map: static app => app.MapGet("/orders/history", static () => "mine"));

        foreach (var accept in new[] { Browser, "application/json", "*/*" })
        {
            Assert.Equal("mine", (await shop.NewShopper().SendAsync("GET", "/orders/history", null, ("Accept", accept))).Text);
        }
    }

    [Fact]
    public async Task Without_a_page_of_the_host_a_browser_gets_the_API()
    {
        await using var shop = await TestShop.StartAsync();

        var cart = await shop.NewShopper().GetAsync(("Accept", Browser));

        Assert.Equal((HttpStatusCode.OK, 0), (cart.Status, cart.Json.GetProperty("count").GetInt32()));
    }

    [Theory]
    [InlineData("razor", "/Index", "GET /cart")]
    [InlineData("controller", "AttributedController.Show", "GET /cart")]
    [InlineData("conventional", "CartController.Index", "GET /cart")]
    [InlineData("minimal", "HTTP: GET /cart", "GET /cart")]
    [InlineData("any method", "/cart/", "GET /cart")]
    [InlineData("slug", "HTTP: GET /{slug}", "GET /cart, GET /orders")]
    [InlineData("fallback", null, null)]
    [InlineData("none", null, null)]
    public async Task A_clash_is_warned_of_at_the_start_with_both_names_and_the_way_out(string kind, string? host, string? api)
    {
        using var log = new LogRecords();
        await using var shop = await StartAsync(kind, log);

        var warnings = log.All.Where(static record => record.Id == 4014).ToList();

        if (host is null)
        {
            Assert.Empty(warnings);
            return;
        }

        var warning = Assert.Single(warnings);
        Assert.Equal(LogLevel.Warning, warning.Level);
        Assert.Contains(host, warning.Message, StringComparison.Ordinal);
        Assert.Contains($"({api})", warning.Message, StringComparison.Ordinal);
        Assert.Contains("MapCart(\"/api/cart\", \"/api/orders\")", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "asp-page", "/Index", "/Cart")]
    [InlineData(null, "href", "/basket", "/basket")]
    [InlineData(null, "href", "~/basket", "/shop/basket")]
    [InlineData(null, "href", "https://example.com/basket", "https://example.com/basket")]
    [InlineData("/Index", null, null, "/Cart")]
    [InlineData("/basket", null, null, "/basket")]
    [InlineData("~/basket", null, null, "/shop/basket")]
    [InlineData("getCart", null, null, "/cart")]
    [InlineData("nobody", null, null, "/cart/")]
    [InlineData(null, null, null, "/cart/")]
    public async Task A_cart_link_takes_a_page_a_name_or_a_URL(string? option, string? attribute, string? value, string expected)
    {
        await using var shop = await StartAsync("razor");
        var isBelow = value?[0] is '~' || option?[0] is '~';
        var request = new DefaultHttpContext { RequestServices = shop.Services, Request = { PathBase = isBelow ? "/shop" : "" } };
        var link = new CartLinkTagHelper(
            shop.Services.GetRequiredService<LinkGenerator>(), Options.Create(new CartHttpOptions { DetailUrlName = option }))
        {
            ViewContext = new() { HttpContext = request },
            Page = attribute is "asp-page" ? value : null,
            Href = attribute is "href" ? value : null,
        };
        var output = new TagHelperOutput("cart-link", [], static (_, _) =>
            Task.FromResult<TagHelperContent>(new DefaultTagHelperContent()));

        await link.ProcessAsync(new([], new Dictionary<object, object>(), "id"), output);

        Assert.Equal(expected, Assert.Single(output.Attributes).Value);
    }

    private static Task<TestShop> StartAsync(string kind, LogRecords? log = null) => TestShop.StartAsync(
        cart =>
        {
            if (log is not null)
            {
                cart.Services.AddSingleton<ILoggerProvider>(log);
            }

            var parts = cart.Services.AddRazorPages(static pages => pages.Conventions.AddPageRoute("/Index", "Cart")).PartManager;
            parts.ApplicationParts.Clear();
            if (kind is "razor")
            {
                parts.ApplicationParts.Add(new CompiledRazorAssemblyPart(Assembly.Load("QuickStart")));
            }

            parts.FeatureProviders.Add(new OneController(
                kind is "controller" ? typeof(AttributedController) : kind is "conventional" ? typeof(CartController) : null));
        },
        map: app =>
        {
            switch (kind)
            {
                case "razor":
                    app.MapRazorPages();
                    break;
                case "controller":
                    app.MapControllers();
                    break;
                case "conventional":
                    app.MapControllerRoute("default", "{controller=Home}/{action=Index}/{id?}");
                    break;
                case "minimal":
                    app.MapGet("/cart", static () => Results.Content("mine", "text/html"));
                    break;
                case "any method":
                    app.Map("/cart/", static () => Results.Content("mine", "text/html"));
                    break;
                case "fallback":
                    app.MapFallback(static () => Results.Content("mine", "text/html"));
                    break;
                case "slug":
                    app.MapGet("/{slug}", static () => Results.Content("mine", "text/html"));
                    break;
            }
        });

    private sealed class OneController(Type? controller) : IApplicationFeatureProvider<ControllerFeature>
    {
        public void PopulateFeature(IEnumerable<ApplicationPart> parts, ControllerFeature feature)
        {
            if (controller is not null)
            {
                feature.Controllers.Add(controller.GetTypeInfo());
            }
        }
    }

    private sealed class AttributedController : ControllerBase
    {
        [HttpGet("/cart")]
        public IActionResult Show() => Content("mine", "text/html");
    }

    private sealed class CartController : ControllerBase
    {
        public IActionResult Index() => Content("mine", "text/html");
    }
}
