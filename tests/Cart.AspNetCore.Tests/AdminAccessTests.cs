using System.Net;
using Cart.Engine;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cart.AspNetCore.Tests;

/// <summary>Who is an operator: whoever meets the host's policy, and without one the machine itself.</summary>
public sealed class AdminAccessTests
{
    private const string New = """{"code":"NEW","value":"10"}""";

    private static readonly (string Name, string Value) Stranger = (AdminHost.RemoteHeader, "203.0.113.7");

    [Fact]
    public async Task Without_a_policy_the_machine_itself_is_answered_and_stands_in_the_trail_as_such()
    {
        await using var host = await AdminHost.StartAsync();
        var someone = host.NewOperator();

        Assert.Equal(HttpStatusCode.Created, (await someone.SendAsync("POST", "/cart-admin/discounts", New)).Status);
        Assert.Equal(HttpStatusCode.OK, (await someone.SendAsync("GET", "/cart-admin/carts", null, (AdminHost.RemoteHeader, "::ffff:127.0.0.1"), (AdminHost.LocalHeader, "::1"))).Status);
        Assert.Equal("loopback", (await someone.SendAsync("GET", "/cart-admin/audit")).Json.GetProperty("entries")[0].GetProperty("actor").GetString());
    }

    [Theory]
    [InlineData(AdminHost.RemoteHeader, "203.0.113.7")]
    [InlineData(AdminHost.RemoteHeader, "10.0.0.1")]
    [InlineData(AdminHost.RemoteHeader, "::ffff:10.0.0.1")]
    [InlineData(AdminHost.LocalHeader, "10.0.0.1")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("x-forwarded-host", "localhost")]
    [InlineData("X-Forwarded-Proto", "http")]
    [InlineData("X-Original-For", "127.0.0.1:5080")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("Host", "shop.example")]
    [InlineData("Host", "127.0.0.1.evil.example")]
    [InlineData("Host", "localhost.evil.example:5080")]
    public async Task Without_a_policy_nobody_else_is_answered_and_nothing_that_was_forwarded(string header, string value)
    {
        await using var host = await AdminHost.StartAsync();
        var stranger = host.NewOperator();

        (await stranger.SendAsync("GET", "/cart-admin/carts", null, (header, value))).IsProblem(HttpStatusCode.Forbidden, "operator_only");
        (await stranger.SendAsync("POST", "/cart-admin/discounts", New, (header, value))).IsProblem(HttpStatusCode.Forbidden, "operator_only");
        (await stranger.SendAsync("DELETE", "/cart-admin/discounts/NEW", null, (header, value))).IsProblem(HttpStatusCode.Forbidden, "operator_only");
        var page = await stranger.SendAsync("GET", "/cart-admin", null, (header, value), ("Accept", "text/html"));
        Assert.Equal((HttpStatusCode.Forbidden, "text/html; charset=utf-8"), (page.Status, page.MediaType));
        Assert.DoesNotContain("/cart-admin/carts", page.Text, StringComparison.Ordinal);
        Assert.Null(await host.Services.GetRequiredService<IDiscountStore>().FindAsync(DiscountCode.Parse("NEW"), TestContext.Current.CancellationToken));
        Assert.Empty(await host.Services.GetRequiredService<IAdminAudit>().ListAsync(cancellationToken: TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("X-Cluster-Client-IP")]
    [InlineData("Fastly-Client-IP")]
    [InlineData("Fly-Client-IP")]
    [InlineData("X-Envoy-External-Address")]
    [InlineData("X-Azure-ClientIP")]
    [InlineData("X-Azure-SocketIP")]
    [InlineData("X-Amzn-Trace-Id")]
    [InlineData("Client-IP")]
    [InlineData("Proxy-Client-IP")]
    [InlineData("WL-Proxy-Client-IP")]
    [InlineData("X-Remote-IP")]
    [InlineData("CDN-Loop")]
    [InlineData("CF-IPCountry")]
    [InlineData("DO-Connecting-IP")]
    [InlineData("X-Appengine-User-Ip")]
    [InlineData("X-Nf-Request-Id")]
    [InlineData("X-Vercel-Id")]
    [InlineData("Tailscale-User-Login")]
    public async Task The_header_of_a_proxy_closes_the_admin(string header)
    {
        await using var host = await AdminHost.StartAsync();

        (await host.NewOperator().SendAsync("GET", "/cart-admin/carts", null, (header, "x"))).IsProblem(HttpStatusCode.Forbidden, "operator_only");
    }

    [Theory]
    [InlineData("Production", null, false, 4008)]
    [InlineData("Staging", null, false, 4008)]
    [InlineData("Production", "false", false, 4008)]
    [InlineData("Production", "true", true, 4009)]
    [InlineData("Development", null, true, 4010)]
    [InlineData("Development", "false", false, 4008)]
    public async Task Without_a_policy_the_machine_is_an_operator_only_in_Development_or_by_opt_in(
        string environment, string? allowLoopback, bool isOperator, int logged)
    {
        using var log = new LogRecords();
        await using var host = await AdminHost.StartAsync(
            services: services => services.AddLogging(logging => logging.AddProvider(log)), environment: environment, allowLoopback: allowLoopback);

        var answer = await host.NewOperator().SendAsync("GET", "/cart-admin/carts");

        Assert.Equal(isOperator ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.Status);
        Assert.Contains(logged, log.All.Select(static record => record.Id));
    }

    [Fact]
    public async Task A_host_with_a_policy_is_not_warned()
    {
        using var log = new LogRecords();
        await using var host = await AdminHost.StartAsync(
            services: services => services.AddLogging(logging => logging.AddProvider(log)),
            map: static admin => admin.RequireAuthorization("Operators"), environment: "Production");

        Assert.DoesNotContain(log.All, static record => record.Id is 4008 or 4009 or 4010);
    }

    [Theory]
    [InlineData("loopback", "user:loopback")]
    [InlineData(" LOOPBACK ", "user: LOOPBACK ")]
    [InlineData("anonymous", "user:anonymous")]
    [InlineData("user:loopback", "user:user:loopback")]
    [InlineData("\u001b[31mred", "\\u001b[31mred")]
    [InlineData("a\u2028b\u202ec", "a\\u2028b\\u202ec")]
    [InlineData("loop\u200bback", "loop\\u200bback")]
    [InlineData("Ольга", "Ольга")]
    public async Task The_name_of_an_operator_is_told_apart_from_the_machine_and_escaped(string name, string shown)
    {
        using var log = new LogRecords();
        await using var host = await AdminHost.StartAsync(
            static admin => admin.Policy = "Operators", services => services.AddLogging(logging => logging.AddProvider(log)));
        (string, string)[] headers = [(AdminHost.RoleHeader, "operator"), (AdminHost.NameHeader, Uri.EscapeDataString(name))];

        await host.NewOperator().SendAsync("POST", "/cart-admin/discounts", New, headers);

        var trail = await host.NewOperator().SendAsync("GET", "/cart-admin/audit", null, headers);
        Assert.Equal(shown, trail.Json.GetProperty("entries")[0].GetProperty("actor").GetString());
        Assert.StartsWith(shown + ": create_discount", log.Of(OperatorActions.LogCategory)[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_endpoint_is_closed_to_strangers()
    {
        await using var host = await AdminHost.StartAsync();
        var endpoints = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();

        Assert.Equal(22, endpoints.Count);
        foreach (var endpoint in endpoints)
        {
            var path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/').Replace("{code}", "X", StringComparison.Ordinal)
                .Replace("{cart_id}", CartId.New().ToString(), StringComparison.Ordinal).Replace("{id}", Guid.Empty.ToString(), StringComparison.Ordinal);
            var method = endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods[0];
            Assert.Equal(HttpStatusCode.Forbidden, (await host.NewOperator().SendAsync(method, path, null, Stranger)).Status);
        }
    }

    [Theory]
    [InlineData("option")]
    [InlineData("setting")]
    [InlineData("convention")]
    public async Task A_policy_decides_alone_wherever_a_request_comes_from(string way)
    {
        await using var host = way switch
        {
            "option" => await AdminHost.StartAsync(static admin => admin.Policy = "Operators"),
            "setting" => await AdminHost.StartAsync(policy: "Operators"),
            _ => await AdminHost.StartAsync(map: static admin => admin.RequireAuthorization("Operators")),
        };
        var someone = host.NewOperator();

        var anonymous = await someone.SendAsync("GET", "/cart-admin/carts");
        var shopper = await someone.SendAsync("GET", "/cart-admin/carts", null, (AdminHost.RoleHeader, "shopper"));
        var forwarded = await someone.SendAsync("POST", "/cart-admin/discounts", New, (AdminHost.RoleHeader, "operator"), Stranger, ("X-Forwarded-For", "203.0.113.7"), ("Host", "shop.example"));
        var trail = await someone.SendAsync("GET", "/cart-admin/audit", null, (AdminHost.RoleHeader, "operator"), Stranger);

        Assert.Equal((HttpStatusCode.Redirect, ""), (anonymous.Status, anonymous.Text));
        Assert.Equal((HttpStatusCode.Redirect, ""), (shopper.Status, shopper.Text));
        Assert.Equal(HttpStatusCode.Created, forwarded.Status);
        Assert.Equal("olga", trail.Json.GetProperty("entries")[0].GetProperty("actor").GetString());
    }

    [Fact]
    public async Task A_policy_that_nobody_asks_lets_nobody_in()
    {
        await using var host = await AdminHost.StartAsync(static admin => admin.Policy = "Operators", authorizes: false);

        var answer = await host.NewOperator().SendAsync("GET", "/cart-admin/carts");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.DoesNotContain("carts\":", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_holds_for_every_endpoint_or_for_none_is_no_policy_for_operators()
    {
        await using var fallback = await AdminHost.StartAsync(services: static services => services.Configure<AuthorizationOptions>(
            static options => options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build()));
        await using var open = await AdminHost.StartAsync(map: static admin => admin.RequireAuthorization("Operators").AllowAnonymous());

        (await fallback.NewOperator().SendAsync("GET", "/cart-admin/carts", null, (AdminHost.RoleHeader, "shopper"), Stranger))
            .IsProblem(HttpStatusCode.Forbidden, "operator_only");
        (await open.NewOperator().SendAsync("GET", "/cart-admin/carts", null, Stranger)).IsProblem(HttpStatusCode.Forbidden, "operator_only");
        Assert.Equal(HttpStatusCode.OK, (await open.NewOperator().SendAsync("GET", "/cart-admin/carts")).Status);
    }

    [Fact]
    public async Task Pages_do_not_depend_on_the_components_of_the_host()
    {
        await using var host = await AdminHost.StartAsync(services: static services => services.AddRazorPages().Services.AddRazorComponents());

        var form = await host.NewOperator().SendAsync("GET", "/cart-admin/new-discount", null, ("Accept", "text/html"));

        Assert.Equal((HttpStatusCode.OK, "no-store, private"), (form.Status, form.Header("Cache-Control")));
        Assert.Contains("<form method=\"post\" class=\"stack\" novalidate>", form.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_another_site_cannot_act()
    {
        await using var host = await AdminHost.StartAsync();
        var browser = host.NewOperator();

        (await browser.SendAsync("POST", "/cart-admin/discounts", New, ("Sec-Fetch-Site", "cross-site"))).IsProblem(HttpStatusCode.Forbidden, "cross_site_request");
        (await browser.SendAsync("DELETE", "/cart-admin/discounts/NEW", null, ("Origin", "http://evil.example"))).IsProblem(HttpStatusCode.Forbidden, "cross_site_request");
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.SendAsync("POST", "/cart-admin/new-discount", null, ("Sec-Fetch-Site", "same-site"))).Status);
    }
}
