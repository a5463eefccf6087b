using System.Net;
using System.Security.Cryptography;
using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cart.AspNetCore.Tests;

/// <summary>A change is refused before it takes effect where its cart could not be found again.</summary>
public sealed class UnkeptSessionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("cookie")]
    [InlineData("session")]
    [InlineData("redis")]
    public async Task A_change_after_the_response_has_started_is_refused(string adapter)
    {
        string? code = null;
        await using var shop = await TestShop.StartAsync(cart => Use(cart, adapter), map: app => app.MapGet("/late", async (HttpContext context, ShoppingCart cart) =>
        {
            await context.Response.WriteAsync("too early", Cancellation);
            await context.Response.Body.FlushAsync(Cancellation);
            code = (await Assert.ThrowsAsync<CartRefusedException>(() => cart.AddAsync(TestShop.Mug.Key, 9.99m, cancellationToken: Cancellation))).Code;
        }));

        await shop.NewShopper().SendAsync(HttpMethod.Get, "/late", null);

        Assert.Equal("session_required", code);
        Assert.Empty(await CartsAsync(shop));
    }

    [Theory]
    [InlineData("cookie")]
    [InlineData("redis")]
    public async Task Nothing_changes_while_the_keys_of_the_cookie_cannot_be_used(string adapter)
    {
        var keys = new FailingKeys();
        await using var shop = await TestShop.StartAsync(cart =>
        {
            Use(cart, adapter);
            cart.Services.Replace(ServiceDescriptor.Singleton<IDataProtectionProvider>(keys));
        });
        var shopper = shop.NewShopper();
        keys.Fail = true;

        var refused = await shopper.AddMugsAsync();
        refused.IsProblem(HttpStatusCode.ServiceUnavailable, "store_unavailable");
        Assert.False(refused.Json.GetProperty("outcome_unknown").GetBoolean());
        Assert.Empty(await CartsAsync(shop));

        keys.Fail = false;
        await shopper.AddMugsAsync();
        keys.Fail = true;
        (await shopper.CheckOutAsync()).IsProblem(HttpStatusCode.ServiceUnavailable, "store_unavailable");
        Assert.Equal(CartState.Open, Assert.Single(await CartsAsync(shop)).State);
        keys.Fail = false;
        Assert.Equal(HttpStatusCode.Created, (await shopper.CheckOutAsync()).Status);
    }

    [Fact]
    public async Task A_host_without_the_session_in_its_pipeline_is_told_what_is_missing()
    {
        var context = new DefaultHttpContext();
        await using var shop = await TestShop.StartAsync(static cart => Use(cart, "session"));
        var session = ActivatorUtilities.CreateInstance<AspNetCartSession>(shop.Services, new HttpContextAccessor { HttpContext = context });

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => ((ICartSession)session).FindAsync(Cancellation).AsTask());

        Assert.Contains("app.UseCart()", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<CartSummary>> CartsAsync(TestShop shop) =>
        (await shop.Services.GetRequiredService<ICartDirectory>().ListAsync(null, 10, Cancellation)).Carts;

    private static void Use(CartBuilder cart, string adapter) => _ = adapter switch
    {
        "session" => cart.UseAspNetSession(),
        "redis" => cart.UseRedisSession(),
        _ => cart.UseCookies(),
    };

    // What Data Protection does while its keys cannot be read: cookies that were opened before are still known.
    private sealed class FailingKeys : IDataProtectionProvider
    {
        private readonly IDataProtectionProvider _inner = new EphemeralDataProtectionProvider();

        public bool Fail { get; set; }

        public IDataProtector CreateProtector(string purpose) => new Protector(this, _inner.CreateProtector(purpose));

        private sealed class Protector(FailingKeys keys, IDataProtector inner) : IDataProtector
        {
            public IDataProtector CreateProtector(string purpose) => new Protector(keys, inner.CreateProtector(purpose));

            public byte[] Protect(byte[] plaintext) => keys.Fail ? throw new CryptographicException("No key.") : inner.Protect(plaintext);

            public byte[] Unprotect(byte[] protectedData) => inner.Unprotect(protectedData);
        }
    }
}
