using System.Text.RegularExpressions;
using Cart.Engine;
using Cart.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

/// <summary>What the pages about the API and the sessions say is what there is.</summary>
public sealed partial class HttpApiPageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_table_lists_every_endpoint_and_no_other()
    {
        await using var shop = await TestShop.StartAsync();
        var mapped = shop.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(static endpoint => endpoint.Metadata.GetMetadata<EndpointDescriptions.CartOperation>() is not null
                || endpoint.Metadata.GetMetadata<ShopperConventions.EventStream>() is not null)
            .SelectMany(static endpoint => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
                .Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}"));

        var page = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "docs/http-api.md"), Cancellation);

        Assert.Equal(mapped.Order(), Endpoint().Matches(page).Select(static row => row.Groups[1].Value).Order());
    }

    [Fact]
    public async Task The_page_names_every_code_of_the_catalogue()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "docs/http-api.md"), Cancellation);
        var documented = Code().Matches(page[page.IndexOf("## Warnings", StringComparison.Ordinal)..]).Select(static code => code.Groups[1].Value).ToHashSet();
        Assert.Empty(CartErrors.All.Select(static row => row.Code).Except(documented));
    }

    [Fact]
    public async Task The_session_of_ones_own_is_the_one_that_is_tested()
    {
        var source = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "tests/Cart.AspNetCore.Tests/HeaderSession.cs"), Cancellation);
        var page = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "docs/sessions.md"), Cancellation);
        var example = source.Split("// <docs>\n")[1].Split("// </docs>")[0].Trim();

        Assert.Contains($"```csharp\n{example}\n```", page, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\| `([A-Z]+ /[^`]*)` \|", RegexOptions.Multiline)]
    private static partial Regex Endpoint();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Code();
}
