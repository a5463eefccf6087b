using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore.Tests;

/// <summary>Every cookie of every session is safe by default, as docs/sessions.md promises.</summary>
public sealed class CookieFlagTests
{
    public static readonly MatrixTheoryData<string, string> Hosts = new(["cookie", "session", "redis"], ["Production", "Staging", "Development"]);

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Every_cookie_is_Host_and_Secure_but_on_plain_http_in_Development(string session, string environment)
    {
        await using var shop = await TestShop.StartAsync(cart => Use(cart, session), environment);
        var shopper = shop.NewShopper();
        var cookies = (await shopper.AddMugsAsync()).SetCookies.ToList();
        cookies.AddRange((await shopper.CheckOutAsync()).SetCookies);
        cookies.AddRange((await shopper.AddMugsAsync()).SetCookies);
        shopper.User = "user " + Guid.NewGuid();
        cookies.AddRange((await shopper.SendAsync("POST", "/sign-in")).SetCookies);
        cookies.AddRange((await shopper.SendAsync("POST", "/leave")).SetCookies);
        shopper.User = null;
        cookies.AddRange((await shopper.AddMugsAsync()).SetCookies);

        Assert.NotEmpty(cookies);
        var isSecure = environment is not "Development";
        Assert.All(cookies, cookie =>
        {
            var parts = cookie.Split("; ");
            Assert.Equal(isSecure, parts[0].StartsWith("__Host-", StringComparison.Ordinal));
            Assert.Equal(isSecure, parts.Contains("secure"));
            Assert.Contains("httponly", parts);
            Assert.Contains("samesite=lax", parts);
            Assert.Contains("path=/", parts);
            Assert.DoesNotContain(parts, static part => part.StartsWith("domain", StringComparison.OrdinalIgnoreCase));
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_name_that_the_host_gave_its_session_stays(bool isBefore)
    {
        await using var shop = await TestShop.StartAsync(cart =>
        {
            cart.UseAspNetSession();
            if (isBefore)
            {
                cart.Services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<SessionOptions>>(
                    new ConfigureOptions<SessionOptions>(static options => options.Cookie.Name = "mine")));
            }
            else
            {
                cart.Services.Configure<SessionOptions>(static options => options.Cookie.Name = "mine");
            }
        });

        Assert.StartsWith("mine=", Assert.Single((await shop.NewShopper().AddMugsAsync()).SetCookies), StringComparison.Ordinal);
    }

    private static CartBuilder Use(CartBuilder cart, string session) => session switch
    {
        "session" => cart.UseAspNetSession(),
        "redis" => cart.UseRedisSession(),
        _ => cart.UseCookies(),
    };
}
