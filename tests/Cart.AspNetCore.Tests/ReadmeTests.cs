using System.Net;
using Cart.Testing;

namespace Cart.AspNetCore.Tests;

public sealed class ReadmeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_example_in_the_readme_is_the_program_that_is_built_and_does_what_the_readme_says()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "README.md"), Cancellation);
        var program = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "samples/QuickStart/Program.cs"), Cancellation);
        Assert.Contains($"```csharp\n{program}```", readme, StringComparison.Ordinal);

        using var directory = new TemporaryDirectory();
        await using var shop = await StorefrontProcess.StartQuickStartAsync(directory.Path);
        using var shopper = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = shop.Client.BaseAddress };
        await shopper.PostAsync(new Uri("/add/7:42", UriKind.Relative), null, Cancellation);
        string[] answers =
        [
            await AnswerAsync(await shopper.PostAsync(new Uri("/add/7:42", UriKind.Relative), null, Cancellation)),
            await AnswerAsync(await shopper.GetAsync(new Uri("/", UriKind.Relative), Cancellation)),
            await AnswerAsync(await shopper.PostAsync(new Uri("/checkout", UriKind.Relative), null, Cancellation)),
        ];

        var noProduct = await shopper.PostAsync(new Uri("/add/a%3Ab", UriKind.Relative), null, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, noProduct.StatusCode);
        using var visitor = new HttpClient { BaseAddress = shop.Client.BaseAddress };
        var refused = await visitor.PostAsync(new Uri("/checkout", UriKind.Relative), null, Cancellation);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "application/problem+json"), (refused.StatusCode, refused.Content.Headers.ContentType!.MediaType));
        Assert.Contains("\"code\":\"cart_empty\"", await AnswerAsync(refused), StringComparison.Ordinal);
        const string page = "<h1>Your cart</h1>\n<p>2 units, $19.98</p>\n<a href=\"/cart/\" class=\"button\">To the cart</a>\n";
        Assert.Equal(["7:42 x 2 at 9.99", page, "19.98 to pay"], answers);
        Assert.All(answers, answer => Assert.Contains(answer, readme, StringComparison.Ordinal));
    }

    private static async Task<string> AnswerAsync(HttpResponseMessage response) => await response.Content.ReadAsStringAsync(Cancellation);
}
