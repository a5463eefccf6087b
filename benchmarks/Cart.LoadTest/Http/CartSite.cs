using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cart.LoadTest;

/// <summary>A storefront on Kestrel, with the carts in Redis and the shopper in a cookie, and an endpoint beside it that does nothing.</summary>
internal sealed class CartSite : IAsyncDisposable
{
    /// <summary>Where the endpoint is that reads a body and answers the bytes that it was given.</summary>
    public const string Nothing = "/nothing";

    private readonly WebApplication _application;
    private byte[] _answer = [];

    private CartSite(WebApplication application) => _application = application;

    public Uri Address => new(_application.Urls.First());

    public static async Task<CartSite> StartAsync(ServerAddresses addresses, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddCart(static options => options.MaxQuantityPerItem = null)
            .UseInMemory()
            .UseRedis(addresses.Redis + ",asyncTimeout=30000")
            .UseCookies()
            .UseProductCatalog(new FixedProductCatalog(Shelf.Products.Select(static key => new Product(key, $"Product {key.ObjectId} of the shop", Shelf.PriceOf(key)))));
        builder.Services.Configure<CheckOptions>(static checks => checks.Override.Add("redis_persistence"));
        var site = new CartSite(builder.Build());
        site._application.UseCart();
        site._application.MapCart();
        site._application.MapPost(Nothing, (Delegate)site.AnswerAsync);
        await site._application.StartAsync(cancellationToken);
        return site;
    }

    /// <summary>Makes the endpoint that does nothing answer what a cart's endpoint answered.</summary>
    public void AnswerNothingWith(byte[] answer) => _answer = answer;

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task<IResult> AnswerAsync(HttpContext context)
    {
        for (var read = await context.Request.BodyReader.ReadAsync(context.RequestAborted); ; read = await context.Request.BodyReader.ReadAsync(context.RequestAborted))
        {
            context.Request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return Results.Bytes(_answer, "application/json; charset=utf-8");
            }
        }
    }
}
