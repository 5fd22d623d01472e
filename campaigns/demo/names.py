"""What the invented influencers are called, and what they write under their posts."""


def _words(text: str) -> list[str]:
    return text.split()


FIRST_NAMES = {
    "Female": _words("""
        Aadhya Aanya Aditi Ananya Anika Anjali Anushka Avni Bhavna Deepika Diya Divya Esha Fatima
        Gauri Harini Isha Ishita Jhanvi Kavya Keerthi Kiara Lakshmi Mahima Meera Mira Naina Navya
        Neha Nisha Pooja Priya Rhea Riya Saanvi Sana Shreya Simran Sneha Tanvi Trisha Vidya Zara
        Zoya
    """),
    "Male": _words("""
        Aarav Aditya Advait Akash Aman Aniket Arjun Armaan Aryan Ayaan Bharat Chirag Dev Dhruv
        Farhan Gaurav Harsh Ishaan Kabir Karan Karthik Krish Kunal Manav Mohit Nikhil Om Parth
        Pranav Rahul Reyansh Rishabh Rohan Sahil Sameer Siddharth Tanmay Uday Varun Veer Vihaan
        Vikram Yash Zain
    """),
    "Non-binary": _words("""
        Amrit Arya Ashwin Chandra Indra Jaya Kiran Mani Nikita Noor Shashi Suman Tejas
    """),
}
LAST_NAMES = _words("""
    Agarwal Bansal Banerjee Bhat Bose Chauhan Chatterjee Chopra Das Desai Deshmukh Dutta Fernandes
    Ghosh Gill Goyal Gupta Hegde Iyer Jain Joshi Kapoor Kaur Khan Kulkarni Kumar Malhotra Mehta
    Menon Mishra Mukherjee Nair Naidu Pandey Patel Pillai Rao Rathore Reddy Saxena Sethi Shah Sharma
    Shetty Singh Sinha Thomas Varma Verma Yadav
""")

CAPTIONS = (
    "My honest review of {product}",
    "Two weeks with {product}: what changed, and what did not",
    "{product}, how I use it and when I skip it",
    "What is in my bag today: {product} #{brand}",
    "You asked about {product}. Here is my answer, link in bio",
    "Full day of eating, with {product} after training",
    "{brand} sent me {product}. Paid partnership, my own opinion",
    "Three mistakes people make with {product}",
)
