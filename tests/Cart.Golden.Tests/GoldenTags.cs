using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cart.AspNetCore;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cart.Golden.Tests;

/// <summary>Renders the tag helpers as Razor does: literals of a template are trusted, and pass through.</summary>
internal static partial class GoldenTags
{
    public static async Task<JsonNode?> RenderAsync(GoldenRun run, JsonObject step)
    {
        var tag = (string)step["tag"]!;
        var arguments = Argument().Matches(tag).Select(match => (Name: match.Groups[1].Value, Value: Unescaped(match.Groups[2].Value))).ToList();
        var cart = run.Fresh((string)step["session"]!);
        var before = cart.Session.Text;
        var helper = HelperOf(tag.Split(' ')[0], cart, run);
        var text = arguments.FirstOrDefault(argument => argument.Name is "" or "text").Value;
        var css = arguments.Where(argument => argument.Name == "css_class").Select(argument => argument.Value)
            .Concat(arguments.Where(argument => argument.Name == "").Skip(1).Select(argument => argument.Value)).FirstOrDefault();
        var output = await RenderAsync(helper, text, css);
        return new JsonObject { ["output"] = output, ["cart_rows_created"] = cart.Session.Text == before ? 0 : 1 };
    }

    private static TagHelper HelperOf(string name, GoldenCart cart, GoldenRun run) => name switch
    {
        "cart_item_count" => new CartItemCountTagHelper(cart.Facade),
        "cart_summary" => new CartSummaryTagHelper(cart.Facade),
        "cart_is_empty" => new CartIsEmptyTagHelper(cart.Facade),
        "cart_link" => new CartLinkTagHelper(
            Links(), Options.Create(new CartHttpOptions { DetailUrlName = (string?)run.Settings["detail_url_name"] })),
        _ => throw new NotSupportedException($"There is no tag '{name}'."),
    };

    // A router that knows no endpoint of any name.
    private static LinkGenerator Links() =>
        new ServiceCollection().AddLogging().AddRouting().BuildServiceProvider().GetRequiredService<LinkGenerator>();

    private static async Task<string> RenderAsync(TagHelper helper, string? text, string? css)
    {
        TagHelperAttributeList attributes = css is { Length: > 0 } ? [new TagHelperAttribute("class", new HtmlString(css))] : [];
        var context = new TagHelperContext(attributes, new Dictionary<object, object>(), "id");
        var output = new TagHelperOutput("tag", attributes, (_, _) =>
        {
            var content = new DefaultTagHelperContent();
            return Task.FromResult(text is null ? content : content.SetHtmlContent(text));
        });
        await helper.ProcessAsync(context, output);
        if (!output.IsContentModified)
        {
            output.Content = await output.GetChildContentAsync();
        }

        await using var writer = new StringWriter();
        output.WriteTo(writer, HtmlEncoder.Default);
        return writer.ToString();
    }

    private static string Unescaped(string text) => text.Replace("\\\"", "\"", StringComparison.Ordinal);

    [GeneratedRegex("""" (?:(\w+)=)?"((?:[^"\\]|\\.)*)" """", RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Argument();
}
