using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Storefront.Pages;

/// <summary>Says in plain words that something went wrong.</summary>
[IgnoreAntiforgeryToken]
internal sealed class OopsModel : PageModel
{
    public string Title { get; private set; } = "";

    public string Advice { get; private set; } = "";

    // Reached in place of the page that failed, by whatever method that was asked for.
    public void OnGet(int status) => Explain(status);

    public void OnPost(int status) => Explain(status);

    private void Explain(int status) => (Title, Advice) = status switch
    {
        404 => ("There is no such page", "The link may be old, or mistyped."),
        400 => ("That did not work", "The form was too old. Go back, load the page again and try once more."),
        503 => ("Back in a moment", "The shop cannot reach its shelves. Nothing was changed; try again."),
        < 500 => ("That did not work", "The shop did not understand the request."),
        _ => ("Something went wrong", "It is our fault, not yours. Try again in a moment."),
    };
}
